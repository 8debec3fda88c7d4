# SPDX-License-Identifier: LGPL-2.1-or-later
"""
A pool of 200 hosts, of which 10 die, lie and lag: baseline asks them over real sshds, and a real Prometheus looks at them.

The hosts that fail are all that lack POWER10 mode, so that each wrong count of them is another answer.
"""

import contextlib
import itertools
import json
import time

import pytest

from engines import NodeExporter, Prometheus
from host import wait_for
from reckoning import have_all, row
from shelf import Shelf
from twohundred import COUNT, KINDS, NAMES, TwoHundred, cycle

FAILING = NAMES[7::20]
DEAD, LYING, LAGGING = FAILING[:4], FAILING[4:7], FAILING[7:]
WITH_POWER10 = [name for name, kind in KINDS.items() if "power10" in kind["CompatModes"]]
UP_TO_POWER9 = [name for name, kind in KINDS.items() if kind["CompatModes"] == ["power9"]]
POOL = cycle(WITH_POWER10) | dict(zip(FAILING, itertools.cycle(UP_TO_POWER9)))
FILE = "ppc-compat.prom"
TIMEOUT = 10


@pytest.fixture(scope="module")
def fleet(daemon_path, client_path, tmp_path_factory):
    """At first they are all kinds of hosts that tests/replay has."""
    with contextlib.ExitStack() as stack:
        yield TwoHundred(stack, daemon_path, client_path, tmp_path_factory.mktemp("200"), cycle(KINDS))


@pytest.fixture(scope="module")
def pool(fleet):
    fleet.become(POOL)
    return fleet


@contextlib.contextmanager
def failing(fleet):
    with fleet.dead(DEAD), fleet.lying(LYING), fleet.lagging(LAGGING):
        yield


def names_of(modes):
    return [mode for mode, is_common in modes.items() if is_common]


def table_of(result):
    """Its rows, and what is below them."""
    table, below = result.stdout.split("\n\n", 1)
    head, *rows = table.split("\n")
    assert head.split() == ["HOST", "HOST", "MODE", "GUEST", "MODES", "STATE"] and result.stderr == ""
    return rows, below.split("\n")


def test_each_kind_of_host(fleet):
    kinds = fleet.kinds()
    rows, below = table_of(result := fleet.ask(NAMES, "--timeout=60"))
    assert rows == [row(name, kind) for name, kind in kinds.items()] and len(rows) == COUNT
    assert set(have_all(kinds.values()).values()) == {False}
    assert (below, result.returncode) == (["Common modes: none", ""], 0)


def test_a_pool(pool):
    kinds = pool.kinds()
    modes = have_all(kinds.values())
    assert names_of(modes) == ["power9"]
    result = pool.ask(NAMES, "--json=short", "--timeout=60")
    said = json.loads(result.stdout)
    assert (result.returncode, result.stderr) == (0, "")
    assert [host["Host"] for host in said["Hosts"]] == NAMES
    assert [host["CompatModes"] for host in said["Hosts"]] == [kind["CompatModes"] for kind in kinds.values()]
    assert (said["Asked"], said["Answered"], said["Modes"]) == (COUNT, COUNT, modes)
    assert said["CommonModes"] == names_of(modes)


def row_of_failing(name):
    error = ("ppc-compatd is not running; start it with 'systemctl start ppc-compatd'" if name in DEAD else
             "it gave an answer that is not understood" if name in LYING else f"no answer within {TIMEOUT} s")
    return f"{name}  {'-':9}  {'-':24} {error}"


def test_ten_fail(pool):
    """The answer is that of the others, says how many these are, and is there when the time is up."""
    others = pool.kinds(but=FAILING)
    with failing(pool):
        start = time.monotonic()
        result = pool.ask(NAMES, f"--timeout={TIMEOUT}")
        assert time.monotonic() - start >= TIMEOUT
    rows, below = table_of(result)
    assert rows == [row(name, others[name]) if name in others else row_of_failing(name) for name in NAMES]
    common = names_of(have_all(others.values()))
    assert common == ["power10", "power9"]
    assert below[0] == f"Common modes: {', '.join(common)}" and "max-cpu-compat=power10" in below[1]
    assert below[2:] == ["Of 200 hosts 190 answered; the others may lack these modes.", ""]
    assert result.returncode == 1
    rows, below = table_of(result := pool.ask(FAILING))
    assert rows == [row(name, pool.kinds()[name]) for name in FAILING]
    assert (below[0], result.returncode) == ("Common modes: power9", 0)


class Watch:
    """The real exporter of each host, and who gives its file to Prometheus: real node_exporters for those that lie."""

    def __init__(self, stack, pool, directory):
        self.pool = pool
        for host in pool.hosts.values():
            host.start_export("prometheus", FILE)
            stack.callback(host.stop_export)
        folders = {name: host.folder / FILE for name, host in pool.hosts.items()}
        nodes = {name: stack.enter_context(NodeExporter(directory, pool.hosts[name].folder)) for name in LYING}
        self.shelf = stack.enter_context(Shelf(folders))
        targets = {name: (f"127.0.0.1:{nodes[name].port}" if name in nodes else self.shelf.address(name), "blue")
                   for name in NAMES}
        self.prometheus = stack.enter_context(Prometheus(directory, targets))

    @contextlib.contextmanager
    def failing(self):
        """Here those lie whose file is no text of Prometheus, and those lag that take longer than it waits."""
        files = [self.pool.hosts[name].folder / FILE for name in LYING]
        kept = [file.read_text() for file in files]
        with self.pool.dead(DEAD), self.shelf.lagging(LAGGING):
            for file, text in zip(files, kept):
                file.write_text(text.replace("ppc_compat_up 1", "ppc_compat_up {{{"))
            yield
            for file, text in zip(files, kept):
                file.write_text(text)

    def wait(self, answering, modes, common):
        """For the number of hosts, the modes of those that answer and of all, and who is silent."""
        def seen():
            ask = self.prometheus.values
            return {"hosts": ask("pool:ppc_compat_hosts:count", "pool").get("blue"),
                    "answering": ask("pool:ppc_compat_hosts_answering:count", "pool").get("blue"),
                    "modes": ask("pool_mode:ppc_compat_answering:min", "mode"),
                    "common": ask("pool_mode:ppc_compat_common:min", "mode"),
                    "newest": list(ask("pool:ppc_compat_common:newest", "mode")),
                    "silent": sorted(about for alert, about in self.prometheus.alerts() if alert == "PpcCompatHostSilent")}

        wanted = {"hosts": COUNT, "answering": len(answering), "modes": modes, "common": common,
                  "newest": names_of(common)[:1], "silent": [name for name in NAMES if name not in answering]}
        last = []
        try:
            wait_for(lambda: last.append(seen()) or last[-1] == wanted, "Prometheus")
        except AssertionError:
            assert last[-1] == wanted
            raise


def test_prometheus_looks_at_all(pool, tmp_path):
    everywhere = have_all(pool.kinds().values())
    elsewhere = have_all(pool.kinds(but=FAILING).values())
    others = [name for name in NAMES if name not in FAILING]
    with contextlib.ExitStack() as stack:
        watch = Watch(stack, pool, tmp_path)
        watch.wait(NAMES, everywhere, everywhere)
        with watch.failing():
            watch.wait(others, elsewhere, {})
        watch.wait(NAMES, everywhere, everywhere)
