# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Events of CPUs and of KVM's modules, from umockdev in place of the kernel and of udev with its rules.
"""

import signal
import time

import pytest

from deadline import wait_for
from modes import LOGICAL_9, LOGICAL_10, NAMES_UP_TO_9, NAMES_UP_TO_10, UP_TO_9, UP_TO_10
from recorder import compat_changes, take_in
from tree import Tree

# Twice as long as a burst settles: what has not happened by then does not happen.
QUIET = 0.4
# A core of eight threads; a socket of umockdev holds ten.
BURST = 8


@pytest.fixture
def tree(place, programs, service, kvm, client, devices):
    tree = Tree(place, LOGICAL_10)
    kvm.answer(UP_TO_10)
    service.start("--device-tree", tree.directory, "--kvm-device", kvm.device, preload=[kvm.library, programs[2], devices.preload],
                  environment=kvm.environment | devices.environment)
    client.wait_for_name()
    return tree


@pytest.mark.parametrize("device, action, trigger", [
    ("cpu", "online", "cpu"), ("cpu", "offline", "cpu"), ("module", "add", "kvm"), ("module", "remove", "kvm"),
])
def test_event(tree, kvm, devices, client, recorder, device, action, trigger):
    """A subscriber that never reads hears of it."""
    tree.set_cpu_version(LOGICAL_9)
    kvm.answer(UP_TO_9)
    devices.send(device, action)
    wait_for(lambda: take_in() or recorder.signals, "the change")
    assert compat_changes(recorder.take()) == [(NAMES_UP_TO_10, NAMES_UP_TO_9, UP_TO_9, trigger)]


def test_a_burst_is_one_question(tree, devices, client):
    devices.send("cpu", "online", BURST)
    wait_for(lambda: client.get("QueryCount") > 1, "the refresh")
    time.sleep(QUIET)
    assert client.get("QueryCount") == 2


def test_a_storm_is_not_waited_for_without_end(tree, devices, client):
    begin = time.monotonic()
    while client.get("QueryCount") == 1:
        devices.send("cpu", "online")
        assert time.monotonic() < begin + 4
    assert time.monotonic() > begin + 1.5


def test_foreign_events(tree, devices, client):
    """VMs that come and go are events of /dev/kvm, which the rules do not tag."""
    for _ in range(500):
        devices.send("kvm", "change")
        client.ping()
    time.sleep(QUIET)
    assert client.get("QueryCount") == 1


# Numbers before and after those of umockdev's events.
EARLY, LATE = "0\n", "1000000\n"


@pytest.mark.parametrize("seqnum, more", [(EARLY, 1), (LATE, 0)])
def test_event_of_what_came_before_the_question(tree, service, kvm, devices, client, seqnum, more):
    """udev may pass an event on long after the kernel has sent it: KVM is asked only if it was not since then."""
    kvm.seqnum.write_text(seqnum)
    service.send(signal.SIGHUP)
    wait_for(lambda: client.get("QueryCount") == 2, "the refresh")
    devices.send("module", "add")
    time.sleep(QUIET)
    assert client.get("QueryCount") == 2 + more


@pytest.mark.parametrize("seqnum, more", [(EARLY, 1), (LATE, 0)])
def test_event_during_the_question(tree, service, kvm, devices, client, seqnum, more):
    """As where opening /dev/kvm has the modules loaded."""
    kvm.seqnum.write_text(seqnum)
    kvm.behave("hold")
    service.send(signal.SIGHUP)
    kvm.wait_for_probes(2)
    devices.send("module", "add")
    devices.send("cpu", "online")
    time.sleep(QUIET)
    kvm.answer(UP_TO_9)
    wait_for(lambda: client.get("KernelMask") == UP_TO_9, "the answer")
    time.sleep(QUIET)
    assert client.get("QueryCount") == 2 + more


def test_request_beside_an_event_during_the_question(tree, service, kvm, devices, client):
    """What somebody asks for is asked, whatever becomes of the event."""
    kvm.seqnum.write_text(LATE)
    kvm.behave("hold")
    service.send(signal.SIGHUP)
    kvm.wait_for_probes(2)
    devices.send("module", "add")
    service.send(signal.SIGHUP)
    time.sleep(QUIET)
    kvm.answer(UP_TO_9)
    kvm.wait_for_probes(3)
    assert client.get("QueryCount") == 3
