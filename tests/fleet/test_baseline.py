# SPDX-License-Identifier: LGPL-2.1-or-later
"""baseline over a real sshd, with hosts that answer, a host that is down, and hosts that hang."""

import contextlib
import json
import os
import re
import signal
import socket
import time

import pytest

from engines import free_port
from host import Host
from rig import Client
from secureshell import SecureShell

CAPTURES = {"lpar1": "linux-7.3-papr-power11", "lpar2": "linux-7.3-papr-power11-moved-to-power10",
            "lpar3": "lpar-9105-42a-power10"}
TIMEOUT = 3


class Pool:
    def __init__(self, shell, client_path):
        self.shell = shell
        self.ctl = Client(client_path, None)
        self.ctl.command = lambda *words: [client_path, *words]

    def ask(self, *names, options=()):
        words = [word for name in names for word in ("-H", name)]
        return self.ctl.run("baseline", *words, *options, PATH=f"{self.shell.programs}:/usr/bin:/bin")


@pytest.fixture(scope="module")
def pool(daemon_path, client_path, tmp_path_factory):
    directory = tmp_path_factory.mktemp("pool")
    with contextlib.ExitStack() as stack:
        shell = SecureShell(directory, client_path)
        for name, capture in CAPTURES.items():
            host = stack.enter_context(Host(name, daemon_path, client_path, directory))
            host.daemon.start(capture)
            shell.add_host(name, host.bus.address)
        idle = stack.enter_context(Host("idle", daemon_path, client_path, directory))
        shell.add_host("idle", idle.bus.address)
        stuck = directory / "stuck.pid"
        shell.add("stuck", f"echo $$ >{stuck}; exec sleep 600")
        stack.callback(lambda: stuck.exists() and os.kill(int(stuck.read_text()), signal.SIGTERM))
        shell.add("chatty", "echo 'Welcome to this machine'; echo 'sh: ppc-compatctl: not found' >&2; exit 127")
        shell.add("garbled", "echo '{\"CompatModes\":1}'")
        stack.callback(shell.stop)
        shell.start()
        # Takes the connection, and never says a word.
        mute = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        shell.write_client(mute=mute.getsockname()[1], down=free_port())
        yield Pool(shell, client_path)


def test_all_answer(pool):
    result = pool.ask("lpar1", "lpar2", "lpar3")
    assert (result.returncode, result.stderr) == (0, "")
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
