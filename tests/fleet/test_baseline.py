# SPDX-License-Identifier: LGPL-2.1-or-later
"""baseline over a real sshd, with hosts that answer, a host that is down, and hosts that hang."""

import json
import re
import time

import pytest

from host import Host
from rig import Client, FakeDaemon
from secureshell import SecureShell

DESCRIPTION = {
    "CompatModes": ["power9"], "RecommendedMode": "power9", "HostMode": "power10", "HostLogicalPVR": "0x0f000006",
    "KernelMask": "0x4000000000000000", "ProcessorModel": "power10", "ProcessorPVR": "0x00800200", "Platform": "powervm",
    "State": "ready", "Reason": "", "Source": "kvm", "Generation": 1, "LastTrigger": "boot", "LastChangeTimestamp": 1,
    "Version": "0"}
TIMEOUT = 3


def test_all_answer(pool):
    result = pool.ask("lpar1", "lpar2", "lpar3")
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    assert result.stdout == """\
HOST   HOST MODE  GUEST MODES              STATE
lpar1  power11    power11, power10, power9 ready
lpar2  power10    power10, power9          degraded (kvm-stale)
lpar3  power10    power10, power9          ready

Common modes: power10, power9
Arguments of QEMU: -machine pseries,accel=kvm,max-cpu-compat=power10 -cpu host
"""


def test_some_are_silent(pool):
    """One is down, three hang, each in its own way, and the table is there when the time is up."""
    start = time.monotonic()
    result = pool.ask("lpar1", "down", "mute", "lpar2", "stuck", "idle", options=[f"--timeout={TIMEOUT}"])
    took = time.monotonic() - start
    assert TIMEOUT <= took < TIMEOUT + 5
    assert (result.returncode, result.stderr) == (1, "")
    assert re.sub(r"port \d+", "port PORT", result.stdout) == f"""\
HOST   HOST MODE  GUEST MODES              STATE
lpar1  power11    power11, power10, power9 ready
down   -          -                        ssh: connect to host 127.0.0.1 port PORT: Connection refused
mute   -          -                        no answer within {TIMEOUT} s
lpar2  power10    power10, power9          degraded (kvm-stale)
stuck  -          -                        no answer within {TIMEOUT} s
idle   -          -                        ppc-compatd is not running; start it with 'systemctl start ppc-compatd'

Common modes: power10, power9
Arguments of QEMU: -machine pseries,accel=kvm,max-cpu-compat=power10 -cpu host
Of 6 hosts 2 answered; the others may lack these modes.
"""


def test_nobody_answers(pool):
    result = pool.ask("down")
    assert result.returncode == 1 and result.stdout.endswith("\nCommon modes: unknown\nNo host answered.\n")


def test_nothing_in_common(pool, daemon_path, client_path, tmp_path):
    """The other host is asked as the local one, on a bus of its own."""
    with Host("old", daemon_path, client_path, tmp_path) as old:
        old.daemon.start("opal-8247-22l-power8")
        result = old.ctl.run("baseline")
    assert (result.returncode, result.stdout) == (0, """\
HOST       HOST MODE  GUEST MODES              STATE
localhost  power8     -                        ready

Common modes: none
""")


@pytest.mark.parametrize("others, shown, modes", [
    ([], "unknown", {"power11": False, "power10": None, "power9": None}),
    (["lpar3"], "unknown", {"power11": False, "power10": None, "power9": None}),
    (["lpar3", "old"], "none", {"power11": False, "power10": False, "power9": False})])
def test_a_host_that_cannot_tell(pool, others, shown, modes):
    """denied has no answer of KVM, and runs in power10; old has no mode, so that none is common whatever denied has."""
    result = pool.ask("denied", *others)
    assert re.search(r"^denied +power10 +unknown +unavailable \(kvm-denied\)$", result.stdout, re.MULTILINE)
    assert f"\nCommon modes: {shown}\n" in result.stdout
    assert ("Not known: power10, power9; " in result.stdout) == (shown == "unknown")
    assert result.returncode == (shown == "unknown")
    said = json.loads(pool.ask("denied", *others, options=["-j"]).stdout)
    assert said["Modes"] == modes and said["CommonModes"] == (None if shown == "unknown" else [])


def test_an_old_answer_beside_a_new_one(pool, daemon_path, client_path, tmp_path):
    """What the last good answer has is known; of what it lacks nobody knows."""
    with Host("late", daemon_path, client_path, tmp_path) as late:
        fake = FakeDaemon(late.bus)
        fake.start()
        try:
            fake.tell(describe=json.dumps(DESCRIPTION | {"State": "degraded", "Reason": "kvm-timeout"}))
            result = late.ctl.run("baseline")
        finally:
            fake.stop()
    assert result.returncode == 1
    assert result.stdout.endswith("\nCommon modes: power9\nNot known: power10; a host that is not ready does not know.\n"
                                  "Arguments of QEMU: -machine pseries,accel=kvm,max-cpu-compat=power9 -cpu host\n")


@pytest.mark.parametrize("name, error", [
    ("chatty", "sh: ppc-compatctl: not found"), ("garbled", "it gave an answer that is not understood")])
def test_what_is_no_answer(pool, name, error):
    result = pool.ask(name, "lpar3", options=["-j"])
    assert (result.returncode, result.stderr) == (1, "")
    assert json.loads(result.stdout) == {
        "Hosts": [{"Host": name, "Answered": False, "Error": error},
                  {"Host": "lpar3", "Answered": True, "HostMode": "power10", "CompatModes": ["power10", "power9"],
                   "State": "ready", "Reason": ""}],
        "Asked": 2, "Answered": 1, "CommonModes": ["power10", "power9"],
        "Modes": {"power11": False, "power10": True, "power9": True},
        "Arguments": ["-machine", "pseries,accel=kvm,max-cpu-compat=power10", "-cpu", "host"]}


def test_no_password_is_asked_for(pool, tmp_path):
    """An unknown key of the host is an error at once, and no question."""
    known = pool.shell.directory / "known"
    kept = known.read_text()
    known.write_text("")
    try:
        result = pool.ask("lpar1")
    finally:
        known.write_text(kept)
    assert result.returncode == 1 and "Host key verification failed." in result.stdout


def test_many(pool):
    """More than are asked at the same time."""
    names = ["lpar1", "lpar2", "lpar3"] * 12
    said = json.loads(pool.ask(*names, options=["-j", "--timeout=60"]).stdout)
    assert [host["Host"] for host in said["Hosts"]] == names
    assert (said["Asked"], said["Answered"], said["CommonModes"]) == (36, 36, ["power10", "power9"])


def test_without_ssh(client_path, tmp_path):
    ctl = Client(client_path, None)
    ctl.command = lambda *words: [client_path, *words]
    result = ctl.run("baseline", "-H", "lpar1", PATH=str(tmp_path))
    assert result.returncode == 1 and "ssh cannot be started; see whether it is installed" in result.stdout


def test_quiet_and_locale(pool):
    shown = [pool.ask("lpar3", options=["-q"]).stdout for _ in range(2)]
    assert shown[0].startswith("lpar3  power10 ") and shown[0] == shown[1]
