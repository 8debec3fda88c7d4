# SPDX-License-Identifier: LGPL-2.1-or-later
"""The host that the page is about, and what else has a part in it on the bus."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from deadline import DEADLINE, wait_for

ROOT = Path(__file__).resolve().parents[2]
FAKE = ROOT / "tests" / "lib" / "fake_daemon.py"
CONTRACT = ROOT / "dbus" / "org.ppc.Compat1.xml"


class Host:
    """ppc-compatd with a capture in place of a machine."""

    def __init__(self, service, capture):
        self.service = service
        self.capture = capture
        self.expected = None

    def start(self, name):
        self.expected = self.capture.load(name)
        self.service.replay(self.capture)

    def change(self, name):
        self.expected = self.capture.load(name)
        self.service.send(signal.SIGHUP)

    def stop(self):
        assert self.service.stop() == 0


class FakeDaemon:
    """A stand-in that says what a test wants."""

    STANDARD = {
        "CompatMask": "0x6000000000000000", "CompatModes": ["power10", "power9"], "RecommendedMode": "power10",
        "KernelMask": "0x6000000000000000", "HostMode": "power10", "HostLogicalPVR": "0x0f000006",
        "ProcessorModel": "power11", "ProcessorPVR": "0x00820200", "Platform": "powervm", "State": "ready",
        "Reason": "", "Source": "kvm", "Generation": 7, "LastTrigger": "migration",
        "LastChangeTimestamp": 1795428723000000, "LastChangeTimestampMonotonic": 1,
        "LastQueryTimestamp": 1795428723000000, "LastQueryTimestampMonotonic": 1, "QueryCount": 1, "Version": "0.1",
    }

    def __init__(self, address, become, place):
        # Copies, since the user that it becomes may have no way to the source.
        script, contract = (shutil.copy(path, place) for path in (FAKE, CONTRACT))
        self.process = subprocess.Popen([*become, sys.executable, script, address, contract], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout.readline() == "[]\n"
        self.describe(self.description())

    def tell(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        self.process.stdout.readline()

    def description(self, **changes):
        return self.STANDARD | changes

    def describe(self, described, history=()):
        self.say(json.dumps(described), history)

    def say(self, text, history=()):
        self.tell(describe=text, history=list(history))
        self.fail()

    def fail(self, **errors):
        # It is no more than the members of the interface.
        self.tell(fail={"Introspect": "org.freedesktop.DBus.Error.UnknownMethod"} | errors)

    def stop(self):
        self.process.stdin.close()
        self.process.stdout.close()
        assert self.process.wait(DEADLINE) == 0


class Activation:
    """What the bus runs to start the daemon: it leaves a file behind."""

    def __init__(self, services, marker, user):
        self.file = services / "org.ppc.Compat1.service"
        self.marker = marker
        self.content = ("[D-BUS Service]\nName=org.ppc.Compat1\n"
                        f"Exec=/bin/sh -c 'touch {marker}; exit 1'\nUser={user}\n")
        self.file.write_text(self.content)

    def has_happened(self):
        return self.marker.exists()

    def wait_and_forget(self):
        wait_for(self.has_happened, "the bus to start the daemon")
        self.marker.unlink()

    @contextlib.contextmanager
    def removed(self, bus, client):
        """As on a host where the package is not installed."""
        self.file.unlink()
        bus.process.send_signal(signal.SIGHUP)
        wait_for(lambda: not client.can_be_started(), "the bus to forget the service")
        yield
        self.file.write_text(self.content)
        bus.process.send_signal(signal.SIGHUP)
        wait_for(client.can_be_started, "the bus to know the service")


class Client:
    """ppc-compatctl and dbus-send on the private bus."""

    def __init__(self, program, address):
        self.program = program
        self.address = address

    def run(self, *arguments):
        kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
        return subprocess.run([self.program, f"--address={self.address}", *arguments], check=True, text=True,
                              capture_output=True, timeout=DEADLINE, env=kept)

    def prints(self, *arguments):
        return self.run(*arguments).stdout

    def says(self, *arguments):
        """On its standard error."""
        return self.run(*arguments).stderr

    def send(self, destination, path, method):
        return subprocess.run(["dbus-send", f"--bus={self.address}", "--print-reply", f"--dest={destination}", path,
                               method], capture_output=True, text=True, timeout=DEADLINE).stdout

    def ask_by_name(self):
        """The bus starts the daemon for this, where it can."""
        self.send("org.ppc.Compat1", "/org/ppc/Compat1", "org.ppc.Compat1.Describe")

    def can_be_started(self):
        return "org.ppc.Compat1" in self.send("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                              "org.freedesktop.DBus.ListActivatableNames")
