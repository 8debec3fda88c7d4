# SPDX-License-Identifier: LGPL-2.1-or-later
"""The daemon ends at once at a signal, and nothing of it is left."""

import signal
import time
from pathlib import Path

import pytest
from gi.repository import Gio

from client import Client
from deadline import wait_for
from modes import LOGICAL_10, UP_TO_10
from tree import Tree

SLOWEST_END = 1.0
# What the daemon waits at its end for a bus that takes nothing.
FLUSH = 1.0
# Of each of some clients; as many answers as a bus lets one client wait for, and in all more than a socket holds.
MANY = 128


def end(service, number=signal.SIGTERM, limit=SLOWEST_END):
    began = time.monotonic()
    service.send(number)
    status = service.wait_for_end()
    assert time.monotonic() < began + limit
    return status


def wait_until_idle(pid):
    """Until it has slept for a while, and so has nothing to do that it could do."""
    idle_since = None

    def idle():
        nonlocal idle_since
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "S":
            idle_since = None
        elif idle_since is None:
            idle_since = time.monotonic()
        return idle_since and time.monotonic() > idle_since + 0.3

    wait_for(idle, "the daemon to be idle")


@pytest.fixture
def host(service, kvm, place):
    """A function that starts the daemon where KVM behaves so."""

    def start(behaviour, preload=(), environment=None):
        kvm.behave(behaviour)
        service.live(Tree(place, LOGICAL_10), kvm, environment, preload)

    return start


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_idle(host, service, client, number):
    host(f"ok {UP_TO_10:#x}")
    client.wait_for_name()
    assert end(service, number) == 0
    client.wait_for_name(False)
    assert service.lines() == ["Guest modes: power10 power9 (ready)."]


@pytest.mark.parametrize("number, status", [(signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)],
                         ids=["SIGTERM", "SIGKILL"])
def test_while_kvm_hangs(host, service, client, kvm, number, status):
    host(f"ok {UP_TO_10:#x}")
    client.wait_for_name()
    kvm.behave("hang")
    service.send(signal.SIGHUP)
    probe = kvm.wait_for_probes(2)
    assert probe.is_alive()
    assert end(service, number) == status
    # The child holds nothing of the daemon's, its connection above all.
    client.wait_for_name(False)
    wait_for(lambda: not probe.is_alive(), "the child to end with the daemon")


def test_before_the_first_answer(host, service, client, kvm):
    host("hang")
    probe = kvm.wait_for_probes(1)
    assert end(service) == 0
    wait_for(lambda: not probe.is_alive(), "the child to end with the daemon")


def test_while_there_is_no_bus(host, service):
    host(f"ok {UP_TO_10:#x}")
    service.wait_for_line("waiting for it")
    assert end(service) == 0


def test_while_the_bus_does_not_answer(host, service, bus):
    """It takes the connection, and is silent."""
    bus.process.send_signal(signal.SIGSTOP)
    host(f"ok {UP_TO_10:#x}")
    service.wait_for_line("Guest modes")
    try:
        assert end(service) == 0
    finally:
        bus.process.send_signal(signal.SIGCONT)


def test_while_the_bus_takes_nothing(host, programs, service, bus, client):
    """Its answers pile up, and what cannot be sent is given up after a second."""
    host(f"ok {UP_TO_10:#x}", [programs[2]], {"SMALL_BUFFERS": "1"})
    client.wait_for_name()
    service.send(signal.SIGSTOP)
    clients = [Client(bus.address) for _ in range(4)]
    for caller in clients:
        for _ in range(MANY):
            caller.connection.call("org.ppc.Compat1", "/org/ppc/Compat1", "org.ppc.Compat1", "Describe", None, None,
                                   Gio.DBusCallFlags.NO_AUTO_START, -1, None, lambda *_: None)
        # The bus has passed them on, as far as the daemon's socket holds them, when it answers.
        caller.ask_bus("GetId")
    bus.process.send_signal(signal.SIGSTOP)
    service.send(signal.SIGCONT)
    try:
        wait_until_idle(service.pid)
        began = time.monotonic()
        assert end(service, limit=FLUSH + SLOWEST_END) == 0
        assert time.monotonic() > began + FLUSH / 2, "nothing was left to be sent, so nothing was shown"
    finally:
        bus.process.send_signal(signal.SIGCONT)
        for caller in clients:
            caller.close()
