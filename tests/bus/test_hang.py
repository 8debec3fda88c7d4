# SPDX-License-Identifier: LGPL-2.1-or-later
"""KVM that hangs or fails: readers do not notice, and it is asked again after a while."""

import signal
import time

import pytest

from deadline import wait_for
from modes import LOGICAL_10, LOGICAL_11, NAMES_UP_TO_10, NAMES_UP_TO_11, UP_TO_10, UP_TO_11
from priority import before_all_others
from recorder import compat_changes, take_in
from tree import Tree

KVM_LIMIT = 5.0
READS = 200
SLOWEST_READ = 0.1


class Stopwatch:
    def __init__(self):
        self.longest = 0.0
        self.count = 0

    def measure(self, function, *arguments):
        began = time.monotonic()
        result = function(*arguments)
        self.longest = max(self.longest, time.monotonic() - began)
        self.count += 1
        return result


def read_while_kvm_hangs(client, probe):
    """Every read is right at once, though the probe of the new tree will never end; how long the slowest took."""
    reads, bus = Stopwatch(), Stopwatch()
    for _ in range(READS):
        assert reads.measure(client.get, "CompatModes") == NAMES_UP_TO_10
        bus.measure(client.ask_bus, "GetId")
    assert time.monotonic() < probe.time + KVM_LIMIT, "too slow to have read all while KVM hung"
    assert probe.is_alive()
    wait_for(lambda: reads.measure(client.get, "Reason") == "kvm-timeout", "the time limit")
    assert time.monotonic() - probe.time >= KVM_LIMIT - 1
    print(f"slowest of {reads.count} reads: {reads.longest * 1000:.1f} ms; of the bus: {bus.longest * 1000:.1f} ms")
    return reads.longest


@pytest.mark.root
def test_trial_that_hangs(service, bus, kvm, place, client):
    """What KVM said before a guest hung counts, after a second limit, and readers notice nothing."""
    tree = Tree(place, LOGICAL_11)
    kvm.answer(UP_TO_11)
    service.live(tree, kvm)
    client.wait_for_name()
    kvm.behave(f"ok {UP_TO_10:#x} trial=xrh")
    tree.set_cpu_version(LOGICAL_10)
    client.begin_refresh()
    probe = kvm.wait_for_probes(2)
    reads = Stopwatch()
    with before_all_others(service.pid, bus.process.pid):
        wait_for(lambda: reads.measure(client.get, "TrialModes") == ["power10"], "the answer", 3 * KVM_LIMIT)
    assert KVM_LIMIT < time.monotonic() - probe.time < 2 * KVM_LIMIT + 2
    assert (client.get("State"), client.get("CompatModes")) == ("ready", NAMES_UP_TO_10)
    assert reads.longest < SLOWEST_READ
    wait_for(lambda: not probe.is_alive(), "the end of the child")


@pytest.mark.root
def test_kvm_that_hangs(service, bus, kvm, place, client, recorder):
    tree = Tree(place, LOGICAL_11)
    kvm.answer(UP_TO_11)
    service.live(tree, kvm)
    client.wait_for_name()

    kvm.behave("hang")
    tree.set_cpu_version(LOGICAL_10)
    answers = client.begin_refresh()
    probe = kvm.wait_for_probes(2)
    with before_all_others(service.pid, bus.process.pid):
        assert read_while_kvm_hangs(client, probe) < SLOWEST_READ

    # What KVM said last was said of another host.
    assert client.judgement() == ("degraded", "kvm-timeout", "none")
    assert (client.get("CompatModes"), client.get("KernelMask")) == ([], 0)
    wait_for(lambda: take_in() or answers, "the answer of Refresh()")
    assert answers == [client.get("Generation")]
    wait_for(lambda: not probe.is_alive(), "the child that hung to be gone")

    kvm.answer(UP_TO_10)
    client.wait_for_state("ready")
    assert client.get("CompatModes") == NAMES_UP_TO_10
    assert compat_changes(recorder.take()) == [
        (NAMES_UP_TO_11, NAMES_UP_TO_10, UP_TO_10, "client"), (NAMES_UP_TO_10, [], 0, "client"),
        ([], NAMES_UP_TO_10, UP_TO_10, "recheck")]


@pytest.mark.root
def test_who_calls_while_kvm_hangs(service, kvm, place, client):
    """Over a second into it, so that the query that hangs is not the caller's; KVM is well again after that one."""
    kvm.answer(UP_TO_10)
    service.live(Tree(place, LOGICAL_10), kvm)
    client.wait_for_name()
    kvm.behave("hang")
    service.send(signal.SIGHUP)
    probe = kvm.wait_for_probes(2)
    wait_for(lambda: time.monotonic() > probe.time + 1.2, "more than a second to pass")
    kvm.answer(UP_TO_10)
    answers = client.begin_refresh()
    wait_for(lambda: take_in() or answers, "the answer of Refresh()")
    wait_for(lambda: len(kvm.probes()) > 2, "KVM to be asked again")
    client.wait_for_state("ready")
    assert time.monotonic() < probe.time + KVM_LIMIT + 1.5
    assert client.get("QueryCount") == len(kvm.probes())


def test_a_failure_is_tried_again(service, kvm, place, client, recorder):
    kvm.behave("failed EIO")
    service.live(Tree(place, LOGICAL_10), kvm)
    client.wait_for_name()
    kvm.wait_for_probes(3)
    # What fails as it did before is no change.
    assert recorder.take() == []
    assert client.get("Generation") == 1
    kvm.answer(UP_TO_10)
    client.wait_for_state("ready")
    times = [probe.time for probe in kvm.probes()]
    for expected, (earlier, later) in zip((1, 2, 4), zip(times, times[1:]), strict=True):
        assert expected - 0.05 < later - earlier < expected + 0.9
    assert client.get("CompatModes") == NAMES_UP_TO_10


def test_an_event_begins_the_delays_again(service, kvm, place, client):
    kvm.behave("failed EIO")
    service.live(Tree(place, LOGICAL_10), kvm)
    client.wait_for_name()
    kvm.wait_for_probes(3)
    service.send(signal.SIGHUP)
    kvm.wait_for_probes(5)
    event, after_it = [probe.time for probe in kvm.probes()[3:5]]
    # The third delay would be four seconds.
    assert 1 - 0.05 < after_it - event < 1 + 0.9
