# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs what a text shows, as its reader would, and holds the output against the one shown.

A transcript is a block whose first line begins with `$ `. Where it shows output, the command has to print just that,
but for times and ages. Hints:

host=NAME    the daemon serves this capture of tests/replay/hosts instead of the usual one
moved=NAME   after that, this one comes in its place with Refresh("migration")
folded       the text breaks long lines at spaces
status=N     the exit status of the commands, 0 without this hint
endless      the command goes on until it is stopped; each further line that it shows is the answer to a step
then=STEP    such a step: stop or start the daemon, or the name of a capture that comes in place of the first
"""

import json
import os
import re
import signal
import subprocess

from rig import DEADLINE, Follower, wait_for

HOST = "lpar-120-cores-power11-as-power10"

# Programs that no test can run here: program -> why.
NOT_RUN = {
    "journalctl": "no journal here has records of the daemon",
    "meson": "the tests run inside of such a build",
    "ninja": "the same",
    "qemu-system-ppc64": "starts a guest under KVM on POWER",
    "sudo": "changes this machine",
    "systemctl": "acts on the services of this machine; tests/vm runs the service in an emulated one",
    "systemd-sysusers": "makes users on this machine",
    "virsh": "wants libvirt and its domains; tests/client has a stand-in for them",
    "tools/check": "runs these tests",
    "tools/run": "builds once more, and goes on until it is stopped",
}

# With an option that leads to another machine.
NOT_RUN_WITH = {"-H": "needs another host; tests/client goes there with an ssh of its own"}

OURS = {"ppc-compatd", "ppc-compatctl", "ppc-compat-hook", "busctl"}

TIME = r"[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"
AGE = r"; (?:just now|\d[0-9a-z ]* ago)"
JSON_TIMES = re.compile(r"(Last(Change|Query))?Timestamp(Monotonic)?")


def steps_of(block):
    """(command, output shown) of each command of a transcript."""
    steps, again = [], False
    for line in block.lines:
        if line.startswith("$ "):
            steps.append([line.removeprefix("$ "), ""])
        elif again:
            steps[-1][0] += "\n" + line
        else:
            steps[-1][1] += line + "\n"
        again = line.endswith("\\") and (again or line.startswith("$ "))
    return [(command, shown.strip("\n")) for command, shown in steps]


def program_of(command):
    """The program that a command starts with, whatever variables are set before it."""
    return re.sub(r"^(\w+=(\$\(|\S*\s))*", "", command).split()[0]


def why_not_run(command):
    return NOT_RUN.get(program_of(command)) or next(
        (why for option, why in NOT_RUN_WITH.items() if option in command.split()), None)


def without_times(value):
    if isinstance(value, dict):
        return {name: without_times(item) for name, item in value.items() if not JSON_TIMES.fullmatch(name)}
    return value


def plain(text, folded):
    """In a form in which the shown and the real output can be compared."""
    try:
        return without_times(json.loads(text))
    except ValueError:
        pass
    if folded:
        text = " ".join(text.split())
    return re.sub(AGE, "; AGE", re.sub(TIME, "TIME", text)).strip("\n")


class Shop:
    """A folder, a bus and a daemon for one text."""

    def __init__(self, folder, environment, daemon, session_bus):
        self.folder = folder
        self.environment = environment
        self.daemon = daemon
        self.session_bus = session_bus

    def start(self, command, **options):
        """In a process group of its own, so that all of a pipeline can be ended."""
        return subprocess.Popen(["sh", "-c", command], cwd=self.folder, env=self.environment, start_new_session=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, **options)

    def end(self, process):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(DEADLINE)

    def run(self, command):
        process = self.start(command, stderr=subprocess.STDOUT, text=True)
        try:
            return process.communicate(timeout=DEADLINE)[0], process.returncode
        finally:
            self.end(process)

    def follow(self, command, steps, host):
        """The lines of an endless command: the first one, and one after each step."""
        process = self.start(command, stderr=subprocess.PIPE)
        with Follower(process) as follower:
            try:
                lines = [follower.line()]
                for step in steps:
                    self.take_step(step, host)
                    lines.append(follower.line())
            finally:
                self.end(process)
        return "\n".join(lines)

    def take_step(self, step, host):
        if step == "stop":
            self.daemon.stop()
        elif step == "start":
            self.daemon.start(host)
        else:
            self.daemon.load(step)
            self.daemon.reload()

    def move(self, host):
        """Within a second of the last query the daemon answers from that one, so it is asked until it has looked."""
        assert os.geteuid() == 0, "only root may refresh where polkit cannot be asked"
        self.daemon.load(host)
        wait_for(lambda: self.run("ppc-compatctl refresh migration")[0].startswith("Changed"), "the host to move")

    def start_in_background(self, command):
        process = self.start(command.removesuffix("&"), stderr=subprocess.DEVNULL)
        self.session_bus.wait_for_daemon()
        return process

    def play(self, block):
        """Runs all commands of a block; returns what differs from what it shows."""
        host = block.hints.get("host", [HOST])[0]
        folded = "folded" in block.hints
        status = int(block.hints.get("status", ["0"])[0])
        background, differences = [], []
        self.daemon.start(host)
        try:
            for moved in block.hints.get("moved", []):
                self.move(moved)
            for command, shown in steps_of(block):
                if why_not_run(command):
                    continue
                if command.endswith(" &"):
                    background.append(self.start_in_background(command))
                    continue
                if "endless" in block.hints:
                    printed = self.follow(command, block.hints.get("then", []), host)
                else:
                    printed, ended = self.run(command)
                    if ended != status:
                        differences.append(f"{command}\nends with {ended} and prints\n{printed}")
                if shown and plain(printed, folded) != plain(shown, folded):
                    differences.append(f"{command}\nprints\n{printed}\nand not\n{shown}")
        finally:
            for process in background:
                self.end(process)
            self.daemon.stop()
        return differences
