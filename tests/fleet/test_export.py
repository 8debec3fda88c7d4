# SPDX-License-Identifier: LGPL-2.1-or-later
"""export: the formats."""

import json
import pathlib
import re
import subprocess

import pytest

from expected import DOWN, FILES, power11
from host import end_process


def samples(text):
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))


def test_prometheus(host):
    host.daemon.start("linux-7.3-papr-power11-moved-to-power10")
    shown = samples(host.ctl.succeed("export", "prometheus"))
    description = json.loads(host.ctl.succeed("describe"))
    assert float(shown.pop("ppc_compat_last_change_timestamp_seconds")) * 1e6 == pytest.approx(
        description["LastChangeTimestamp"], abs=1)
    version = description["Version"]
    assert shown == {
        "ppc_compat_up": "1", "ppc_compat_modes_unknown": "0", 'ppc_compat_mode_supported{mode="power11"}': "0",
        'ppc_compat_mode_supported{mode="power10"}': "1", 'ppc_compat_mode_supported{mode="power9"}': "1",
        'ppc_compat_state{state="ready"}': "0", 'ppc_compat_state{state="degraded"}': "1",
        'ppc_compat_state{state="unavailable"}': "0", 'ppc_compat_reason_info{reason="kvm-stale"}': "1",
        'ppc_compat_host_info{processor="power11",host_mode="power10",platform="qemu",source="kvm",'
        f'version="{version}"}}': "1", "ppc_compat_changes_total": str(description["Generation"])}


CAPTURES = ["linux-7.3-papr-power11", "linux-7.3-papr-power11-moved-to-power10", "lpar-9105-42a-power10",
            "opal-8247-22l-power8", "powermac-g4", "kvm-guest-raw"]


@pytest.mark.parametrize("capture", CAPTURES + [None])
def test_promtool_finds_nothing(host, capture):
    if capture:
        host.daemon.start(capture)
    shown = host.ctl.succeed("export", "prometheus")
    checked = subprocess.run(["promtool", "check", "metrics"], input=shown, capture_output=True, text=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    # No sample has a time, and a host without a mode has zeros.
    assert all(re.fullmatch(r"[^ ]+ [0-9.]+", line) for line in shown.splitlines() if line[0] != "#")
    assert len(samples(shown)) == (12 if capture else 1)


def test_help_and_types_are_the_same_everywhere(host):
    heads = set()
    for capture in CAPTURES[:3]:
        host.daemon.start(capture)
        heads.add("\n".join(line for line in host.ctl.succeed("export", "prometheus").splitlines() if line[0] == "#"))
        host.daemon.stop()
    assert len(heads) == 1
    assert host.ctl.succeed("export", "prometheus").startswith(heads.pop().split("\n")[0])


def test_ansible(host):
    host.daemon.start("linux-7.3-papr-power11-moved-to-power10")
    fact = json.loads(host.ctl.succeed("export", "ansible"))
    description = json.loads(host.ctl.succeed("describe"))
    assert fact == {
        "up": True, "compat_modes": ["power10", "power9"],
        "modes": {"power11": False, "power10": True, "power9": True}, "unknown_modes": [],
        "recommended_mode": "power10",
        "host_mode": "power10", "processor_model": "power11", "platform": "qemu", "state": "degraded",
        "reason": "kvm-stale", "source": "kvm", "generation": description["Generation"],
        "last_change_usec": description["LastChangeTimestamp"]}


# POWER10 hosts. /dev/kvm may not be opened; KVM does not answer in time.
@pytest.mark.parametrize("capture", ["../rules/denied", "../rules/timeout"])
def test_what_a_host_cannot_tell(host, capture):
    """As check: power11 is too new for this host, and of the others KVM has said nothing."""
    host.daemon.start(capture)
    said = {mode: host.ctl.run("check", mode).stdout for mode in ("power11", "power10", "power9")}
    assert said == {"power11": "no\n", "power10": "unknown\n", "power9": "unknown\n"}
    shown = samples(host.ctl.succeed("export", "prometheus"))
    assert {name: value for name, value in shown.items() if "_mode" in name and "host" not in name} == {
        'ppc_compat_mode_supported{mode="power11"}': "0", "ppc_compat_modes_unknown": "2"}
    fact = json.loads(host.ctl.succeed("export", "ansible"))
    assert fact["modes"] == {"power11": False, "power10": None, "power9": None}
    assert (fact["compat_modes"], fact["unknown_modes"]) == ([], ["power10", "power9"])
    labels = dict(line.split("/")[1].split("=") for line in host.ctl.succeed("export", "nfd").splitlines())
    assert labels["power11"] == "false" and not labels.keys() & {"power10", "power9", "recommended"}


def test_names_that_a_broken_daemon_gives(host, fake):
    """What becomes a name is one, and comes once."""
    fake.set(CompatModes=["power12", "power10", "power12", "", "up", "state", "a=b", 'x"y', "POWER9", "power10"],
             RecommendedMode="power12", HostMode="power10")
    shown = host.ctl.succeed("export", "prometheus")
    checked = subprocess.run(["promtool", "check", "metrics"], input=shown, capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    series = [line for line in shown.splitlines() if line.startswith("ppc_compat_mode_supported")]
    assert series == [f'ppc_compat_mode_supported{{mode="{mode}"}} {value}' for mode, value in
                      [("power12", 1), ("up", 1), ("state", 1), ("power11", 0), ("power10", 1), ("power9", 0)]]
    names = [line.split("/")[1].split("=")[0] for line in host.ctl.succeed("export", "nfd").splitlines()]
    fact = json.loads(host.ctl.succeed("export", "ansible"))
    assert fact["modes"] == {"power12": True, "up": True, "state": True, "power11": False, "power10": True, "power9": False}
    assert names == ["up", "power12", "power11", "power10", "power9", "recommended", "host-mode", "processor",
                     "platform", "state", "reason"]


@pytest.mark.parametrize("engine", FILES)
def test_without_a_daemon(host, engine):
    assert host.ctl.succeed("export", engine) == DOWN[engine]
    end_process(host.bus.process)
    assert host.ctl.succeed("export", engine) == DOWN[engine]


def test_unknown_format(host):
    result = host.ctl.run("export", "nagios")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == ("ppc-compatctl: unknown format 'nagios'; "
                             "the formats are prometheus, nfd, ansible and nova\n")


@pytest.mark.parametrize("capture, label", [("lpar-9105-22a-power11", "power11\n"), ("powermac-g4", ""), (None, "")])
def test_the_label_of_the_readme(host, capture, label):
    """Its command, on a shell, with the client of this host in place of the installed one."""
    readme = pathlib.Path(__file__).resolve().parents[2] / "fleet" / "README.md"
    (line,) = [line for line in readme.read_text().splitlines() if "| jq -r" in line]
    if capture:
        host.daemon.start(capture)
    command = line.replace("ppc-compatctl", f"{host.ctl.path} --address={host.bus.address}")
    assert subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, text=True).stdout == label
