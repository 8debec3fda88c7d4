# SPDX-License-Identifier: LGPL-2.1-or-later
"""From the start of the daemon to its name on the bus."""

import time

from client import Client
from deadline import wait_for
from modes import LOGICAL_10, NAMES_UP_TO_10, UP_TO_10
from privatebus import on_every_bus
from service import Service
from tree import Tree

KVM_LIMIT = 5.0


@on_every_bus
def test_the_name_comes_with_the_first_answer(service, kvm, place, client, notify):
    kvm.behave("hold")
    service.live(Tree(place, LOGICAL_10), kvm, environment=notify.environment)
    kvm.wait_for_probes(1)
    assert not client.is_name_owned()
    assert notify.assignments() == []

    kvm.answer(UP_TO_10)
    client.wait_for_name()
    assert client.get("CompatModes") == NAMES_UP_TO_10
    assert client.judgement() == ("ready", "", "kvm")


def test_systemd_hears_of_it_last(service, kvm, place, client, notify):
    kvm.answer(UP_TO_10)
    service.live(Tree(place, LOGICAL_10), kvm, environment=notify.environment)
    wait_for(lambda: "READY=1" in notify.assignments(), "READY=1")
    assert client.is_name_owned()
    assert notify.assignments() == ["STATUS=Guest modes: power10 power9 (ready)", "READY=1"]
    service.stop()
    assert notify.assignments()[2:] == ["STOPPING=1"]


def test_status_of_a_degraded_host(service, kvm, place, client, notify):
    kvm.behave("no-capability trial=brrb")
    service.live(Tree(place, LOGICAL_10), kvm, environment=notify.environment)
    client.wait_for_name()
    assert notify.statuses() == ["Guest modes: power10 power9 (degraded: kernel-without-capability)"]


def test_kvm_that_hangs_at_the_start(service, kvm, place, client):
    kvm.behave("hang")
    service.live(Tree(place, LOGICAL_10), kvm)
    began = kvm.wait_for_probes(1).time
    while not client.is_name_owned():
        # Not without an end, and not before KVM has had its time.
        assert time.monotonic() < began + KVM_LIMIT + 2
        time.sleep(0.01)
    assert time.monotonic() >= began + KVM_LIMIT - 1
    assert client.judgement() == ("degraded", "kvm-timeout", "none")
    assert client.get("CompatModes") == []


@on_every_bus
def test_a_second_daemon(service, programs, place, client, capture):
    capture.load("linux-7.3-papr-power11")
    service.replay(capture)
    client.wait_for_name()
    owner = client.name_owner()
    second = Service(programs[0], place, service.user)
    second.log = place / "second.log"
    second.log.touch()
    second.replay(capture)
    assert second.wait_for_end() == 1
    complaints = [line for line in second.lines() if not line.startswith("Guest modes")]
    assert len(complaints) == 1 and "running twice" in complaints[0]
    second.finish()
    assert client.name_owner() == owner
    assert client.get("Generation") == 1


def test_a_bus_that_comes_later(service, capture, stopped_bus):
    capture.load("linux-7.3-papr-power11")
    service.replay(capture)
    service.wait_for_line("waiting for it")
    stopped_bus.start()
    client = Client(stopped_bus.address)
    client.wait_for_name()
    assert client.get("State") == "ready"
    service.wait_for_line("The bus is back")
    client.close()
