#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Two hundred hosts behind real sshds, each a bus of its own with a daemon on a capture of tests/replay.

As a program, twohundred.py DAEMON CLIENT DIRECTORY CAPTURE, it starts them with that capture, prints a line with the
folder for PATH and the process ids of the daemons and of their buses, and ends all with its standard input.
"""

import contextlib
import itertools
import json
import pathlib
import signal
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

from host import Host, wait_for  # noqa: E402
from rig import CAPTURES  # noqa: E402
from secureshell import SecureShell  # noqa: E402

COUNT = 200
KINDS = {path.stem: json.loads(path.read_text()) for path in sorted(CAPTURES.glob("*.json"))}
NAMES = [f"lpar{number:03}" for number in range(COUNT)]
# What a host says that lies: noise, an answer with the wrong kinds of values, and half of the true one.
LIES = ["printf '\\377\\376{{{\\001\\n'\n", "echo '{\"CompatModes\":1}'\n", "sh -c \"$SSH_ORIGINAL_COMMAND\" | head -c 300\n"]


def cycle(kinds):
    """Each host's capture: each kind in turn."""
    return dict(zip(NAMES, itertools.cycle(kinds)))


class TwoHundred:
    def __init__(self, stack, daemon_path, client_path, directory, captures):
        self.client_path = client_path
        self.shell = SecureShell(directory, client_path)
        self.captures = captures
        self.hosts = {}
        for name, capture in captures.items():
            host = self.hosts[name] = stack.enter_context(Host(name, daemon_path, client_path, directory))
            host.daemon.start(capture)
            self.shell.add_host(name, host.bus.address)
        stack.callback(self.shell.stop)
        self.shell.start()

    def kinds(self, but=()):
        """What is expected of each host, but of these."""
        return {name: KINDS[capture] for name, capture in self.captures.items() if name not in but}

    def become(self, captures):
        """All of them at once, as if each had moved; until each says so."""
        changed = {name: capture for name, capture in captures.items() if self.captures[name] != capture}
        self.captures = captures
        for name, capture in changed.items():
            self.hosts[name].become(capture)
        for name, capture in changed.items():
            wait_for(lambda name=name, kind=KINDS[capture]: is_like(self.hosts[name], kind), f"{name} to change")

    def ask(self, names, *options):
        """baseline, with a quarter of a login's descriptors: it has to give back those of hosts that have answered."""
        words = [word for name in names for word in ("-H", name)]
        return subprocess.run(["prlimit", "--nofile=256:256", self.client_path, "baseline", *options, *words],
                              env={"PATH": f"{self.shell.programs}:/usr/bin:/bin"}, text=True, capture_output=True,
                              timeout=120)

    @contextlib.contextmanager
    def dead(self, names):
        for name in names:
            daemon = self.hosts[name].daemon
            daemon.process.kill()
            daemon.process.wait()
            daemon.process = None
        try:
            yield
        finally:
            for name in names:
                self.hosts[name].daemon.start(self.captures[name])

    @contextlib.contextmanager
    def lying(self, names):
        for name, lie in zip(names, itertools.cycle(LIES)):
            self.shell.write_script(name, lie)
        try:
            yield
        finally:
            for name in names:
                self.shell.lead_to(name, self.hosts[name].bus.address)

    @contextlib.contextmanager
    def lagging(self, names):
        """Their daemons take a call, and do not come to answering it."""
        for name in names:
            self.hosts[name].daemon.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for name in names:
                self.hosts[name].daemon.process.send_signal(signal.SIGCONT)


def is_like(host, kind):
    said = json.loads(host.ctl.succeed("--json=short", "describe"))
    return all(said[key] == kind[key] for key in ("HostMode", "CompatModes", "State", "Reason", "ProcessorPVR"))


def main():
    daemon, client, directory, capture = sys.argv[1:]
    with contextlib.ExitStack() as stack:
        fleet = TwoHundred(stack, daemon, client, pathlib.Path(directory), cycle([capture]))
        print(fleet.shell.programs, *(host.daemon.process.pid for host in fleet.hosts.values()),
              *(host.bus.process.pid for host in fleet.hosts.values()), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
