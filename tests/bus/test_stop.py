# SPDX-License-Identifier: LGPL-2.1-or-later
"""The daemon ends at once when it is told to, and nothing of it is left."""

import signal
import time

import pytest

from deadline import wait_for
from modes import LOGICAL_10, UP_TO_10
from tree import Tree

SLOWEST_END = 1.0


def end(service, number=signal.SIGTERM):
    began = time.monotonic()
    service.send(number)
    status = service.wait_for_end()
    assert time.monotonic() < began + SLOWEST_END
    return status


@pytest.fixture
def host(service, kvm, place):
    """A function that starts the daemon where KVM behaves so."""

    def start(behaviour):
        kvm.behave(behaviour)
        service.live(Tree(place, LOGICAL_10), kvm)

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
