# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whatever strangers send: the daemon lives, answers others rightly and soon, and neither grows nor talks of it."""

import contextlib
import os
import signal
import time
from pathlib import Path

import pytest
import wire
from client import acting_as
from deadline import wait_for
from messages import NAME, OBJECT, Hostile
from service import asan_runtime

STRANGER = "nobody" if os.geteuid() == 0 else None

# Bounds of what a run of a test may leave behind in the daemon. sd-bus keeps its largest buffers, and the heap does
# not shrink to the byte; a leak of a hundred bytes for each message would be seen.
GROWTH_MAX = 1024 * 1024
# How long a stranger waits for a bus that takes no notice of it.
PATIENCE = 1.0
# How long others may have to wait for an answer in the meantime.
SOON = 2.0


class Stranger:
    """Connects again whenever the bus has hung up."""

    def __init__(self, path):
        self.path = path
        self.connection = None
        self.hang_ups = -1

    def send(self, make, fds=()):
        """A message, made for the next serial of the connection."""
        for _ in range(2):
            with contextlib.suppress(ConnectionError):
                if not self.connection:
                    self.connect()
                self.connection.send(make(self.connection.next_serial()), fds)
                return
            self.connection = None

    def connect(self):
        self.hang_ups += 1
        with acting_as(STRANGER):
            self.connection = wire.Connection(self.path, PATIENCE)

    def drain(self):
        """Takes in what has been answered until now; the bus works in order."""
        with contextlib.suppress(ConnectionError, TimeoutError):
            if self.connection:
                self.connection.ask_bus("GetId")
                return
        # It has hung up, or waits for the rest of a message that says it is longer.
        self.close()

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


@pytest.fixture
def stranger(bus, service):
    stranger = Stranger(bus.path)
    yield stranger
    stranger.close()


def private_memory(service):
    """Of the daemon, in bytes: what is its own, whether in use or not."""
    lines = Path(f"/proc/{service.pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}
    return sizes["Private_Dirty"]


def descriptors(service):
    return len(os.listdir(f"/proc/{service.pid}/fd"))


class Watch:
    """Of the daemon before and after."""

    def __init__(self, service, client):
        self.service, self.client = service, client
        self.answer = client.get_all()
        self.lines = service.lines()
        self.descriptors = descriptors(service)
        self.memory = private_memory(service)

    def check(self):
        start = time.monotonic()
        assert self.client.get_all() == self.answer
        assert time.monotonic() - start < SOON
        assert self.service.lines() == self.lines, "strangers can fill the journal"
        assert descriptors(self.service) == self.descriptors
        growth = private_memory(self.service) - self.memory
        # A sanitizer keeps what was freed.
        assert growth < GROWTH_MAX or asan_runtime(self.service.program), f"it has grown by {growth} bytes"


@pytest.fixture
def watch(service, client, stranger):
    # A first round of each kind lets every buffer grow to its size.
    attack(stranger, Hostile(0), {"call": 100, "other": 20, "big": 12, "bad_body": 50})
    return Watch(service, client)


def attack(stranger, hostile, counts):
    for kind, count in counts.items():
        for number in range(count):
            stranger.send(getattr(hostile, kind))
            if number % 50 == 49:
                stranger.drain()
        stranger.drain()


@pytest.mark.parametrize("seed", range(1, 4))
def test_calls(watch, stranger, seed):
    attack(stranger, Hostile(seed), {"call": 1500})
    watch.check()


def test_what_was_not_asked_for(watch, stranger):
    attack(stranger, Hostile(1), {"other": 1000})
    watch.check()


def test_megabytes(watch, stranger):
    attack(stranger, Hostile(2), {"big": 60})
    watch.check()


def test_damaged(watch, stranger):
    attack(stranger, Hostile(3), {"damaged": 300})
    assert stranger.hang_ups > 20
    watch.check()


def test_bodies_that_do_not_fit(watch, stranger):
    """dbus-daemon hangs up; dbus-broker passes them on."""
    attack(stranger, Hostile(4), {"bad_body": 500})
    watch.check()


def test_descriptors(watch, stranger):
    """They come with calls that want none, and must not stay."""
    null = os.open("/dev/null", os.O_RDONLY)

    def call(serial):
        return wire.message(serial, destination=NAME, path=OBJECT, interface=NAME, member="Describe", unix_fds=8)

    for _ in range(200):
        stranger.send(call, [null] * 8)
    os.close(null)
    stranger.drain()
    watch.check()


def test_no_reading(watch, bus):
    """Somebody who calls and calls, and never reads an answer."""
    with acting_as(STRANGER):
        deaf = wire.Connection(bus.path, PATIENCE)
    call = wire.message(99, destination=NAME, path=OBJECT, interface=NAME, member="GetHistory")
    with contextlib.suppress(OSError):
        for _ in range(200):
            deaf.send(call * 100)
    watch.check()
    deaf.close()
    watch.check()


def test_refresh_without_a_right(service, client, stranger):
    """Where polkit is not there everybody but root is refused."""
    def besiege():
        for _ in range(3000):
            stranger.send(lambda serial: wire.message(serial, signature="s", arguments=["client"], destination=NAME,
                                                      path=OBJECT, interface=NAME, member="Refresh"))
        stranger.drain()

    # As many as are let wait for polkit at once take their memory in a first round.
    besiege()
    watch = Watch(service, client)
    besiege()
    watch.check()


@pytest.mark.parametrize("sender", [None, "org.freedesktop.login1"])
def test_false_wake_up(service, client, stranger, sender):
    """A signal that looks as if it were of logind makes nobody ask KVM."""
    query_count = client.get("QueryCount")
    for _ in range(20):
        stranger.send(lambda serial: wire.message(
            serial, type=wire.SIGNAL, signature="b", arguments=[0], destination=NAME, path="/org/freedesktop/login1",
            interface="org.freedesktop.login1.Manager", member="PrepareForSleep", sender=sender))
    stranger.drain()
    # Of several triggers in a burst the weightiest counts, and resume weighs more than client.
    service.capture.load("lpar-9009-22a-power9")
    service.send(signal.SIGHUP)
    wait_for(lambda: client.get("HostMode") == "power9", "the change")
    assert (client.get("QueryCount"), client.get("LastTrigger")) == (query_count + 1, "client")


def test_false_end_of_the_bus(watch, stranger):
    for _ in range(20):
        stranger.send(lambda serial: wire.message(
            serial, type=wire.SIGNAL, destination=NAME, path="/org/freedesktop/DBus/Local",
            interface="org.freedesktop.DBus.Local", member="Disconnected"))
        stranger.drain()
    watch.check()
