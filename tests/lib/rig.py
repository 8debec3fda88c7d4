# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests drive: processes that are started here, waited for with a deadline, and ended here."""

import contextlib
import json
import os
import pathlib
import pty
import pwd
import select
import signal
import socket
import subprocess
import sys
import time

from capture import HOSTS as CAPTURES
from capture import Capture
from deadline import DEADLINE, wait_for
from privatebus import DbusDaemon

HERE = pathlib.Path(__file__).resolve().parent
CONTRACT = HERE.parent.parent / "dbus" / "org.ppc.Compat1.xml"
TEXTS = HERE.parent.parent / "client" / "text"
# The last is for a word that is not known.
*REASONS, GENERAL = json.loads((TEXTS / "reasons.json").read_text())
sys.dont_write_bytecode = True
sys.path.append(str(TEXTS))
import messages  # noqa: E402

# What is said of each message where nothing is known of the host.
ERRORS = list(messages.general_rows(json.loads((TEXTS / "messages.json").read_text())))
NAME = "org.ppc.Compat1"


def end_process(process, number=signal.SIGTERM):
    if process.poll() is None:
        process.send_signal(number)
    try:
        return process.wait(DEADLINE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


class Bus(DbusDaemon):
    """A private bus with the shipped policy. Its services directory holds what a message with auto-start would start."""

    def __init__(self, directory):
        self.services = directory / "services"
        self.services.mkdir()
        super().__init__(directory, pwd.getpwuid(os.geteuid()).pw_name, services=self.services)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        end_process(self.process)

    def has_daemon(self):
        answer = subprocess.run(
            ["dbus-send", f"--bus={self.address}", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/",
             "org.freedesktop.DBus.NameHasOwner", f"string:{NAME}"], capture_output=True, text=True, timeout=DEADLINE)
        return "true" in answer.stdout

    def wait_for_daemon(self, present=True):
        wait_for(lambda: self.has_daemon() == present, f"{NAME} {'on' if present else 'off'} the bus")


class RealDaemon:
    """ppc-compatd with a capture in place of a host."""

    def __init__(self, path, bus, directory):
        self.path = path
        self.bus = bus
        self.capture = Capture(directory / "capture.dtb")
        self.log = directory / "daemon.log"
        self.process = None

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.stop()
        if kind and self.log.exists():
            print(f"the daemon's log:\n{self.log.read_text()}")

    def load(self, name):
        """Puts a capture in place; at once, so that the daemon never sees half a file."""
        self.capture.load(name)

    def start(self, name):
        self.load(name)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.path, "--replay", self.capture.path, "--address", self.bus.address], stderr=log)
        self.bus.wait_for_daemon()

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self):
        if self.process:
            assert end_process(self.process) == 0
            self.process = None
            self.bus.wait_for_daemon(False)


@contextlib.contextmanager
def silent_socket(path):
    """The address of a bus that takes connections and never says a word."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(512)
        yield f"unix:path={path}"


class FakeDaemon:
    """fake_daemon.py in a process of its own."""

    def __init__(self, bus):
        self.bus = bus
        self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, HERE / "fake_daemon.py", self.bus.address, CONTRACT],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "[]\n"

    def stop(self):
        if self.process:
            self.process.stdin.close()
            self.process.stdout.close()
            assert self.process.wait(DEADLINE) == 0
            self.process = None
            if self.bus.process.poll() is None:
                self.bus.wait_for_daemon(False)

    def tell(self, **command):
        """The triggers that Refresh was called with until now come back."""
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def set(self, **properties):
        """Back to the standard host but for these properties."""
        self.tell(reset=True, set=properties)

    def change(self, **properties):
        """As set(), but with a signal, and without going back."""
        self.tell(set=properties, emit=True)


class Client:
    def __init__(self, path, address):
        self.path = path
        self.address = address

    def command(self, *arguments):
        return [self.path, f"--address={self.address}", *arguments]

    def environment(self, **changes):
        clean = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
        return clean | {"TZ": "UTC"} | changes

    def run(self, *arguments, text="", **environment):
        return subprocess.run(self.command(*arguments), capture_output=True, text=True, input=text,
                              timeout=DEADLINE, env=self.environment(**environment))

    def succeed(self, *arguments, **environment):
        result = self.run(*arguments, **environment)
        assert (result.returncode, result.stderr) == (0, "")
        return result.stdout

    def run_in_terminal(self, *arguments, columns=80, **environment):
        """What appears on a terminal of so many columns, with its escape sequences."""
        leader, follower = pty.openpty()
        os.environ.pop("COLUMNS", None)
        subprocess.run(["stty", "cols", str(columns), "rows", "50", "-onlcr"], stdin=follower, check=True)
        process = subprocess.Popen(self.command(*arguments), stdin=subprocess.DEVNULL, stdout=follower,
                                   stderr=follower, env=self.environment(**environment))
        os.close(follower)
        screen = read_until_closed(leader)
        os.close(leader)
        assert process.wait(DEADLINE) == 0
        return screen

    def follow(self, *arguments):
        return Follower(subprocess.Popen(self.command(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE, env=self.environment()))


def read_until_closed(descriptor):
    end = time.monotonic() + DEADLINE
    read = b""
    while time.monotonic() < end:
        if not select.select([descriptor], [], [], 0.1)[0]:
            continue
        try:
            piece = os.read(descriptor, 65536)
        except OSError:
            piece = b""
        if not piece:
            return read.decode("ascii")
        read += piece
    raise AssertionError(f"no end after {read!r}")


class Follower:
    """A client that goes on printing lines."""

    def __init__(self, process):
        self.process = process
        self.pending = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def line(self):
        end = time.monotonic() + DEADLINE
        while b"\n" not in self.pending:
            assert time.monotonic() < end, f"no line came after {self.pending!r}"
            if select.select([self.process.stdout], [], [], 0.1)[0]:
                piece = os.read(self.process.stdout.fileno(), 65536)
                assert piece, f"it ended: {self.process.stderr.read()!r}"
                self.pending += piece
        line, self.pending = self.pending.split(b"\n", 1)
        return line.decode("ascii")

    def finish(self, number):
        """Its exit status after that signal; nothing is left unread."""
        status = end_process(self.process, number)
        assert self.pending + self.process.stdout.read() == b""
        return status, self.process.stderr.read().decode()
