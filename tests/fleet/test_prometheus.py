# SPDX-License-Identifier: LGPL-2.1-or-later
"""Three hosts with three real node_exporters, and a real Prometheus with the project's rules and dashboard."""

import contextlib
import json
import re

import pytest

from engines import RULES, NodeExporter, Prometheus
from host import Host, wait_for, wait_for_text

DASHBOARD = RULES.parent / "ppc-compat.dashboard.json"
FILE = "ppc-compat.prom"
CAPTURES = {"lpar1": "linux-7.3-papr-power11", "lpar2": "linux-7.3-papr-power11-as-power10",
            "lpar3": "lpar-9105-42a-power10"}
COMMON = 'pool_mode:ppc_compat_common:min{pool="blue"}'
ANSWERING = 'pool_mode:ppc_compat_answering:min{pool="blue"}'
COUNT = 'pool:ppc_compat_hosts_answering:count{pool="blue"}'
ALL_HAVE_POWER10 = {"power11": 0, "power10": 1, "power9": 1}


class Fleet:
    def __init__(self, stack, daemon_path, client_path, directory):
        self.hosts, self.nodes = {}, {}
        for name, capture in CAPTURES.items():
            host = self.hosts[name] = stack.enter_context(Host(name, daemon_path, client_path, directory))
            host.daemon.start(capture)
            host.start_export("prometheus", FILE)
            self.nodes[name] = stack.enter_context(NodeExporter(directory, host.folder))
        targets = {name: (f"127.0.0.1:{node.port}", "blue") for name, node in self.nodes.items()}
        self.prometheus = stack.enter_context(Prometheus(directory, targets))

    def wait(self, expression, label, expected):
        def holds():
            seen[0] = self.prometheus.values(expression, label)
            return seen[0] == expected

        seen = [None]
        try:
            wait_for(holds, f"{expression} to be {expected}")
        except AssertionError as error:
            raise AssertionError(f"{error}, but it is {seen[0]}") from None

    def wait_for_alert(self, name, about, firing=True):
        wait_for(lambda: ((name, about) in self.prometheus.alerts()) == firing,
                 f"{name} of {about} to {'fire' if firing else 'end'}")


@pytest.fixture(scope="module")
def standing_fleet(daemon_path, client_path, tmp_path_factory):
    with contextlib.ExitStack() as stack:
        yield Fleet(stack, daemon_path, client_path, tmp_path_factory.mktemp("fleet"))


@pytest.fixture
def fleet(standing_fleet):
    """All three hosts answer, and have POWER10 mode in common."""
    standing_fleet.wait(COUNT, "pool", {"blue": 3})
    standing_fleet.wait(COMMON, "mode", ALL_HAVE_POWER10)
    yield standing_fleet
    for name, capture in CAPTURES.items():
        standing_fleet.hosts[name].become(capture)


def test_the_common_level(fleet):
    assert [metric["mode"] for metric, _ in fleet.prometheus.ask("pool:ppc_compat_common:newest")] == ["power10"]
    assert fleet.prometheus.values("pool:ppc_compat_hosts:count", "pool") == {"blue": 3}
    assert fleet.prometheus.values(COUNT, "pool") == {"blue": 3}
    assert fleet.prometheus.values('ppc_compat_mode_supported{mode="power11"}', "instance") == {
        "lpar1": 1, "lpar2": 0, "lpar3": 0}


def test_node_exporter_reads_each_file(fleet):
    assert set(fleet.prometheus.values("node_textfile_scrape_error", "instance").values()) == {0}


def test_a_change_is_there_with_the_next_scrape(fleet):
    """No sample that was taken after the file was replaced has the old value, and the alerts follow."""
    host = fleet.hosts["lpar1"]
    host.become("linux-7.3-papr-power11-moved-to-power10")
    since = wait_for_text(host.folder / FILE, 'mode="power11"} 0')
    series = 'ppc_compat_mode_supported{instance="lpar1",mode="power11"}[1m]'

    def later():
        return [value for moment, value in fleet.prometheus.ask(series)[0][1] if moment > since]

    assert set(wait_for(lambda: len(later()) >= 2 and later(), "two scrapes")) == {"0"}
    fleet.wait_for_alert("PpcCompatHostLostMode", "lpar1")
    fleet.wait_for_alert("PpcCompatStale", "lpar1")
    fleet.wait_for_alert("PpcCompatNotReady", "lpar1")


def test_the_common_level_falls_and_rises(fleet):
    fleet.hosts["lpar3"].become("opal-t2p9d01-power9")
    fleet.wait("pool:ppc_compat_common:newest", "mode", {"power9": 1})
    fleet.hosts["lpar3"].become("opal-8247-22l-power8")
    fleet.wait(COMMON, "mode", {"power11": 0, "power10": 0, "power9": 0})
    fleet.wait_for_alert("PpcCompatPoolWithoutCommonMode", "blue")
    fleet.wait("pool:ppc_compat_common:newest", "mode", {})
    for host in fleet.hosts.values():
        host.become("linux-7.3-papr-power11")
    fleet.wait("pool:ppc_compat_common:newest", "mode", {"power11": 1})


def silence_node_exporter(fleet):
    fleet.nodes["lpar3"].stop()
    yield
    fleet.nodes["lpar3"].start()


def silence_daemon(fleet):
    fleet.hosts["lpar3"].daemon.stop()
    yield
    fleet.hosts["lpar3"].daemon.start(CAPTURES["lpar3"])


def silence_exporter(fleet):
    fleet.hosts["lpar3"].stop_export()
    yield
    fleet.hosts["lpar3"].start_export("prometheus", FILE)


@pytest.mark.parametrize("silence", [silence_node_exporter, silence_daemon, silence_exporter])
def test_a_silent_host_is_not_counted(fleet, silence):
    """lpar3 alone keeps the others from POWER11: once it is silent they agree, but it might not."""
    fleet.hosts["lpar2"].become("linux-7.3-papr-power11")
    fleet.wait('ppc_compat_mode_supported{mode="power11"}', "instance", {"lpar1": 1, "lpar2": 1, "lpar3": 0})
    silenced = silence(fleet)
    next(silenced)
    fleet.wait(COUNT, "pool", {"blue": 2})
    fleet.wait(ANSWERING, "mode", {"power11": 1, "power10": 1, "power9": 1})
    fleet.wait(COMMON, "mode", {})
    fleet.wait_for_alert("PpcCompatHostSilent", "lpar3")
    assert ("PpcCompatHostSilent", "lpar1") not in fleet.prometheus.alerts()
    next(silenced, None)
    fleet.wait(COMMON, "mode", ALL_HAVE_POWER10)
    fleet.wait_for_alert("PpcCompatHostSilent", "lpar3", firing=False)


def dashboard_queries():
    dashboard = json.loads(DASHBOARD.read_text())
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


# While all is well.
EMPTY_PANELS = {"Hosts that are not ready", "Hosts without an answer", "Changes in an hour"}


@pytest.mark.parametrize("title, expression", dashboard_queries())
def test_dashboard(fleet, title, expression):
    for alert in ("PpcCompatNotReady", "PpcCompatHostSilent"):
        fleet.wait_for_alert(alert, "lpar3", firing=False)
    answer = fleet.prometheus.ask(expression.replace("$pool", "blue"))
    # Earlier tests have made changes.
    assert bool(answer) == (title not in EMPTY_PANELS) or title == "Changes in an hour"


def test_dashboard_is_whole():
    dashboard = json.loads(DASHBOARD.read_text())
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    exported = set(re.findall(r"record: (\S+)", RULES.read_text())) | {
        f"ppc_compat_{name}" for name in ("up", "mode_supported", "reason_info", "host_info", "changes_total")}
    for _, expression in dashboard_queries():
        assert set(re.findall(r"[a-z_]+:[a-z_:]+|ppc_compat_\w+", expression)) <= exported
