# SPDX-License-Identifier: LGPL-2.1-or-later
"""The bus goes away and comes back."""

import signal

import pytest

from client import Client
from deadline import wait_for
from modes import LOGICAL_10, NAMES_UP_TO_10, NAMES_UP_TO_11, UP_TO_10
from privatebus import on_every_bus
from recorder import Recorder, compat_changes, property_changes
from tree import Tree

pytestmark = on_every_bus


@pytest.fixture
def serving(service, capture, client, notify):
    capture.load("linux-7.3-papr-power11")
    service.replay(capture, environment=notify.environment)
    client.wait_for_name()


@pytest.fixture
def restart_bus(bus, service):
    """A function that starts a bus that has ended; returns a recorder that misses nothing of the daemon's return."""
    clients = []

    def restart():
        service.send(signal.SIGSTOP)
        bus.start()
        clients.append(Client(bus.address))
        recorder = Recorder(clients[-1])
        assert not recorder.client.is_name_owned()
        service.send(signal.SIGCONT)
        recorder.client.wait_for_name()
        return recorder

    yield restart
    for client in clients:
        client.close()


def test_the_name_comes_back(serving, client, bus, service, restart_bus, notify):
    before, history = client.get_all(), client.history()
    bus.kill()
    service.wait_for_line("waiting for it")
    recorder = restart_bus()
    assert recorder.take() == []
    assert recorder.client.get_all() == before
    assert recorder.client.history() == history
    service.wait_for_line("The bus is back")
    assert len([line for line in service.lines() if "waiting for it" in line]) == 1


def test_a_change_while_there_is_no_bus(serving, client, bus, service, capture, restart_bus, notify):
    bus.kill()
    service.wait_for_line("waiting for it")
    capture.load("linux-7.3-papr-power11-as-power10")
    service.send(signal.SIGHUP)
    wait_for(lambda: notify.statuses()[-1] == "Guest modes: power10 power9 (ready)", "the change")
    recorder = restart_bus()
    signals = recorder.take()
    assert compat_changes(signals) == [(NAMES_UP_TO_11, NAMES_UP_TO_10, UP_TO_10, "client")]
    (changed,) = property_changes(signals)
    assert (changed["CompatModes"], changed["Generation"]) == (NAMES_UP_TO_10, 2)
    assert recorder.client.get("Generation") == 2


@pytest.mark.root
def test_the_bus_ends_while_callers_wait(client, bus, service, kvm, place, restart_bus):
    kvm.answer(UP_TO_10)
    service.live(Tree(place, LOGICAL_10), kvm)
    client.wait_for_name()
    kvm.behave("hold")
    service.send(signal.SIGHUP)
    kvm.wait_for_probes(2)
    for _ in range(3):
        client.begin_refresh()
    client.ping()
    bus.kill()
    service.wait_for_line("waiting for it")
    kvm.answer(UP_TO_10)
    recorder = restart_bus()
    assert recorder.take() == []
    assert recorder.client.judgement() == ("ready", "", "kvm")
    assert recorder.client.refresh() == 1
