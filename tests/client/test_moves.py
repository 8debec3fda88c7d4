# SPDX-License-Identifier: LGPL-2.1-or-later
"""
guest --to: from a Power11 partition to one in POWER10 mode, and to a POWER10 one. ssh is a script that runs the command
at once, with the bus of the host; tests/fleet asks over a real one.
"""

import contextlib
import json

import pytest

from guestfiles import PASSTHROUGH, QEMU, domain, mode
from rig import Bus, Client, RealDaemon

CAP = QEMU + ",max-cpu-compat="


CAPTURES = {"lpar1": "linux-7.3-papr-power11", "lpar2": "linux-7.3-papr-power11-moved-to-power10",
            "lpar3": "lpar-9105-42a-power10"}
SSH = """\
#!/bin/sh
while [ "$1" != -- ]; do shift; done
case $2 in
down) echo "ssh: connect to host down port 22: Connection refused" >&2; exit 255 ;;
garbled) echo '{"CompatModes":1}'; exit ;;
esac
export DBUS_SYSTEM_BUS_ADDRESS="unix:path=@FOLDER@/$2/bus"
shift 2
exec "$@"
"""


@pytest.fixture(scope="module")
def folder(request, client_path, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pool")
    with contextlib.ExitStack() as stack:
        for name in ("idle", *CAPTURES):
            (folder / name).mkdir()
            bus = stack.enter_context(Bus(folder / name))
            daemon = stack.enter_context(RealDaemon(request.config.getoption("--daemon"), bus, folder / name))
            if name in CAPTURES:
                daemon.start(CAPTURES[name])
        (folder / "ssh").write_text(SSH.replace("@FOLDER@", str(folder)))
        (folder / "ssh").chmod(0o755)
        (folder / "ppc-compatctl").symlink_to(client_path)
        yield folder


@pytest.fixture
def ask(folder, client_path, tmp_path, monkeypatch):
    """From lpar1."""
    monkeypatch.chdir(tmp_path)
    ctl = Client(client_path, f"unix:path={folder}/lpar1/bus")

    def ask(text, *words):
        (tmp_path / "guest").write_text(text)
        return ctl.run("guest", *words, "guest", PATH=f"{folder}:/usr/bin:/bin")

    return ask


def answer_of(result):
    [answer] = json.loads(result.stdout)
    hosts = {name: (host["start"]["reason"], host["move"]["verdict"], host["move"]["reason"])
             for name, host in answer["hosts"].items()}
    return answer, hosts


def test_pinned(ask):
    result = ask(CAP + "power10", "-j", "--to=lpar2,lpar3")
    answer, hosts = answer_of(result)
    assert (result.returncode, result.stderr) == (0, "")
    assert hosts == {name: ("offered", "yes", "offered") for name in ("lpar2", "lpar3")}
    assert (answer["common"], answer["change"]) == ("power10", "")


@pytest.mark.parametrize("text, change", [
    (domain(PASSTHROUGH), mode("power10")), (QEMU, "-machine max-cpu-compat=power10"),
    (domain(mode("power11")), mode("power10")),
])
def test_change_for_all(ask, text, change):
    """It starts here and not there, and the mode that would do on all of them is named."""
    result = ask(text, "-j", "--to=lpar2,lpar3")
    answer, hosts = answer_of(result)
    assert (result.returncode, answer["verdict"], answer["mode"]) == (1, "yes", "power11")
    assert (answer["common"], answer["change"]) == ("power10", change)
    assert {host[1] for host in hosts.values()} <= {"no", "not-safe"}


def test_the_change_holds(ask):
    """The guest that --fix prints lives on all of them."""
    fixed = ask(domain(PASSTHROUGH), "--fix", "--to=lpar2,lpar3")
    assert (fixed.returncode, fixed.stdout) == (0, domain(mode("power10")))
    assert ask(fixed.stdout, "--to=lpar2,lpar3").returncode == 0


@pytest.mark.parametrize("text, reason", [
    (CAP + "power10 -machine powernv", "other-machine"), (CAP + "power10,cap-htm=maybe", "bad-option"),
    (CAP + "power10 -cpu power9", "model-not-silicon"),
])
def test_no_mode_mends_it(ask, text, reason):
    """Or does, if the change does."""
    answer, _ = answer_of(ask(text, "-j", "--to=lpar3"))
    assert answer["reason"] == reason
    mended = reason == "model-not-silicon"
    assert (answer["common"] == "power10") == mended and (answer["change"] != "") == mended


def test_table(ask):
    lines = ask(QEMU, "--to=lpar3").stdout.splitlines()
    assert [line.split(":")[0].strip() for line in lines[2:6]] == [
        "start on lpar3", "move to lpar3", "on all of them", "change"]
    assert lines[2].startswith("    start on lpar3: yes, as power10. ")
    assert lines[4:6] == ["    on all of them: power10", "    change: -machine max-cpu-compat=power10"]


@pytest.mark.parametrize("host, words", [
    ("down", "Connection refused"), ("idle", "ppc-compatd is not running"), ("garbled", "not understood")])
def test_no_answer(ask, host, words):
    """It is reported, and nothing is known about that host; what is emulated does not depend on it."""
    result = ask(CAP + "power10", "-j", f"--to=lpar3,{host}")
    answer, hosts = answer_of(result)
    assert result.returncode == 2 and words in result.stderr and result.stderr.count("\n") == 1
    assert hosts == {"lpar3": ("offered", "yes", "offered"), host: ("modes-unknown", "unknown", "modes-unknown")}
    assert answer["common"] is None
    assert ask("qemu-system-ppc64 -accel tcg", f"--to={host}").returncode == 0
