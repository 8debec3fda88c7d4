# SPDX-License-Identifier: LGPL-2.1-or-later
"""
A daemon that can be made to fail, and who drives whom:

    test_*.py --------> oneafteranother.py (each call in turn, on several daemons)
        |                       |
        v                       v        asks
    FailingDaemon --------------------------> private bus ---> SubscriberView
        |    |                                     ^
        |    +---------------> ppc-compatd <-------+
        |      starts, kills        ^
        +--> faults.c --------------+  preloaded: its calls fail
        +--> simulated KVM ---------+  preloaded
        +--> device tree -----------+
        +--> state file ------------+  kept, and put back
"""

import contextlib
import os
import re
import shutil
import signal

from gi.repository import GLib

from client import BusError
from deadline import wait_for
from modes import LOGICAL_10, NAMES_UP_TO_9, NAMES_UP_TO_10, UP_TO_10
from service import Service
from subscriberview import SubscriberView

# What may be told for a while, until what failed has been tried again.
PASSING = {"kvm-failed"}

# The daemon's own lines of a failure that it lives with or ends with.
CLEAR = re.compile("Cannot allocate memory|Too many open files|memory|Input/output error|No space left|cannot be")
# Its line of what holds, at each start and change.
USUAL = re.compile("Guest modes|The bus is back|can be written again")

ON_10 = {"CompatModes": NAMES_UP_TO_10, "State": "ready", "Reason": "", "Source": "kvm", "HostMode": "power10"}
# After a move to an older machine; the simulated KVM goes on answering as before, as that of PowerVM does.
ON_9 = ON_10 | {"CompatModes": NAMES_UP_TO_9, "State": "degraded", "Reason": "kvm-stale", "HostMode": "power9"}


class WrappedService(Service):
    """One that another program can start, which comes after the change of the user."""

    wrapper = ()

    def command(self, arguments):
        words = super().command(arguments)
        place = words.index(self.program)
        return [*words[:place], *self.wrapper, *words[place:]]


class FailingDaemon:
    def __init__(self, client, service, faults, kvm, tree, place):
        self.client, self.service, self.faults, self.kvm, self.tree = client, service, faults, kvm, tree
        self.folder, self.kept = place / "state", place / "kept"
        self.folder.mkdir()
        self.folder.chmod(0o777)
        self.state = self.folder / "state"
        self.subscriber = SubscriberView(client)
        self.lines_before = self.lines_of_others = 0

    def prepare(self):
        """For a new test: a host like any other, and no memory."""
        self.kept.unlink(missing_ok=True)
        self.restore_state()
        self.faults.clear()
        self.tree.set_cpu_version(LOGICAL_10)
        self.kvm.answer(UP_TO_10)
        self.subscriber.properties.clear()
        self.service.wrapper = ()

    def start(self):
        self.forget_lines()
        self.lines_of_others = self.lines_before
        self.service.start(*self.arguments(), preload=self.preload(), environment=self.environment())

    def arguments(self):
        return ["--device-tree", self.tree.directory, "--kvm-device", self.kvm.device]

    def preload(self):
        return [self.faults.library, self.kvm.library]

    def environment(self):
        node = self.tree.nodes[0]
        swap = {"FAULTS_SWAP_FROM": str(node / "next"), "FAULTS_SWAP_TO": str(node / "cpu-version")}
        return self.faults.environment | self.kvm.environment | swap | {"STATE_DIRECTORY": str(self.folder)}

    def stop(self):
        self.faults.clear()
        assert self.service.stop() == 0
        self.client.wait_for_name(False)

    def keep_state(self):
        shutil.copy(self.state, self.kept)

    def restore_state(self):
        for path in self.folder.iterdir():
            path.unlink()
        if self.kept.exists():
            shutil.copy(self.kept, self.state)
            self.state.chmod(0o666)

    def forget_lines(self):
        self.lines_before = len(self.service.lines())

    def new_lines(self):
        """Of its log, since it was started or they were forgotten."""
        return self.service.lines()[self.lines_before:]

    def has_ended(self):
        return self.service.process.poll() is not None

    def refresh(self):
        """Waits for the end of it, or for an error."""
        with contextlib.suppress(BusError):
            self.client.call("Refresh", GLib.Variant("(s)", ("client",)))

    def has_answer(self, expected):
        try:
            properties = self.client.get_all()
        except BusError:
            return False
        return all(properties[name] == value for name, value in expected.items())

    def goes_on(self, expected):
        """Waits for that answer; False if it has ended instead."""
        wait_for(lambda: self.has_ended() or self.has_answer(expected), f"the answer {expected}, or its end")
        return not self.has_ended()

    def check_end(self):
        """It has ended in the one good way: exit status 1, and one line that says why."""
        status = self.service.wait_for_end()
        lines = [line for line in self.new_lines() if not USUAL.search(line)]
        assert status == 1, f"exit status {status}, {lines}"
        assert len(lines) == 1 and CLEAR.search(lines[0]), f"one clear line is wanted: {lines}"
        wait_for(lambda: not self.client.is_name_owned(), "the name to be free")

    def last_line_of_state(self):
        lines = self.service.lines()[self.lines_of_others:]
        lines = [line for line in lines if re.search("can(not)? be written", line)]
        return lines[-1] if lines else ""

    def saved_generation(self):
        return int(re.search(r"^generation (\d+)", self.state.read_text(), re.MULTILINE)[1])

    def check_answer(self, expected, generation, reasons):
        """It has told nothing but these reasons, has lost nothing, and told every client."""
        told = {reason for *_, reason in self.client.history()} - PASSING
        assert told <= reasons, f"it told {told}"
        properties = self.client.get_all()
        assert properties["Generation"] >= generation, "its generations begin again"
        wait_for(lambda: {name: self.subscriber.belief().get(name) for name in expected} == expected,
                 f"a client that listens to believe {expected}")
        if "cannot be written" in self.last_line_of_state():
            # It is tried again at the next look at the host.
            self.service.send(signal.SIGHUP)
            wait_for(lambda: "can be written again" in self.last_line_of_state(), "its memory to be saved after all")
        assert self.saved_generation() == properties["Generation"], "its memory is not on the disk"

    def check_row(self, kind, expected, generation, reasons):
        """
        After a failure: it goes on and is right, or ends and is right when it is started again. False where nothing
        has failed.
        """
        if self.goes_on(expected):
            struck = self.faults.has_struck(kind)
            self.faults.clear()
        else:
            self.check_end()
            struck = True
            self.faults.clear()
            self.start()
        assert self.goes_on(expected), f"it does not start again: {self.new_lines()}"
        self.check_answer(expected, generation, reasons)
        return struck

    def kill(self):
        if self.service.process and not self.has_ended():
            os.kill(self.service.pid, signal.SIGKILL)
            self.service.wait_for_end()
            self.client.wait_for_name(False)
        self.service.process = None
