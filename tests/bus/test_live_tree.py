# SPDX-License-Identifier: LGPL-2.1-or-later
"""The device tree changes without an event, as after a migration: a read is right all the same."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from deadline import wait_for
from modes import (LOGICAL_9, LOGICAL_10, LOGICAL_11, NAMES_UP_TO_9, NAMES_UP_TO_10, NAMES_UP_TO_11, UP_TO_10,
                   UP_TO_11)
from recorder import compat_changes, property_changes
from tree import Tree

pytestmark = pytest.mark.root

CHURN = Path(__file__).resolve().parent / "churn.py"
FRESH = 1.0
# The daemon looks again for three milliseconds where a property is missing.
LONGEST_GAP_USEC = 2000


@pytest.fixture
def host(service, kvm, place, client):
    """A function that starts the daemon on a host with this cpu-version, where KVM answers that mask."""

    def start(cpu_version, mask, cpus=1):
        tree = Tree(place, cpu_version, cpus)
        kvm.answer(mask)
        service.live(tree, kvm)
        client.wait_for_name()
        return tree

    return start


def read_until_narrowed(client, changed, old, new):
    """Reads on and on. No read that begins a second after the change, or after a right one, may be wrong."""
    seen_new = False

    def narrowed():
        nonlocal seen_new
        began = time.monotonic()
        modes = client.get("CompatModes")
        if seen_new or began > changed + FRESH:
            assert modes == new
        assert modes in (old, new)
        seen_new = seen_new or modes == new
        return began > changed + FRESH

    wait_for(narrowed, "the reads after a second")


def test_kvm_follows_the_tree(host, kvm, client, recorder):
    """As API v1, which reads the live tree itself."""
    tree = host(LOGICAL_11, UP_TO_11)
    tree.set_cpu_version(LOGICAL_10)
    kvm.answer(UP_TO_10)
    read_until_narrowed(client, time.monotonic(), NAMES_UP_TO_11, NAMES_UP_TO_10)
    client.wait_for_state("ready")
    client.refresh()
    signals = recorder.take()
    assert compat_changes(signals) == [(NAMES_UP_TO_11, NAMES_UP_TO_10, UP_TO_10, "recheck")]
    narrowed, settled = property_changes(signals)
    assert (narrowed["State"], narrowed["Reason"], narrowed["HostMode"]) == ("degraded", "kvm-stale", "power10")
    assert (settled["State"], settled["Reason"], settled["KernelMask"]) == ("ready", "", UP_TO_10)
    assert "CompatModes" not in settled


def test_kvm_stays_behind_the_tree(host, kvm, client, recorder):
    """As API v2, whose answer is the one of the time when it was loaded."""
    tree = host(LOGICAL_11, UP_TO_11)
    tree.set_cpu_version(LOGICAL_10)
    read_until_narrowed(client, time.monotonic(), NAMES_UP_TO_11, NAMES_UP_TO_10)
    kvm.wait_for_probes(2)
    client.refresh()
    signals = recorder.take()
    assert compat_changes(signals) == [(NAMES_UP_TO_11, NAMES_UP_TO_10, UP_TO_10, "recheck")]
    assert len(property_changes(signals)) == 1
    assert client.judgement() == ("degraded", "kvm-stale", "kvm")
    assert (client.get("CompatMask"), client.get("KernelMask")) == (UP_TO_10, UP_TO_11)


def test_more_modes_only_when_kvm_has_said_so(host, kvm, client, recorder):
    tree = host(LOGICAL_10, UP_TO_10)
    kvm.behave("hold")
    tree.set_cpu_version(LOGICAL_11)
    wait_for(lambda: client.get("HostMode") == "power11", "the new tree to be seen")
    kvm.wait_for_probes(2)
    assert client.get("CompatModes") == NAMES_UP_TO_10
    assert compat_changes(recorder.take()) == []
    kvm.answer(UP_TO_11)
    recorder.wait_for_change()
    assert compat_changes(recorder.take()) == [(NAMES_UP_TO_10, NAMES_UP_TO_11, UP_TO_11, "recheck")]
    assert client.judgement() == ("ready", "", "kvm")


def test_a_look_that_finds_nothing_new_asks_nothing(host, kvm, client):
    host(LOGICAL_11, UP_TO_11)
    end = time.monotonic() + 1.5 * FRESH
    wait_for(lambda: client.get("State") == "ready" and time.monotonic() > end, "some reads")
    client.refresh()
    assert len(kvm.probes()) == 2


def test_one_of_two_processors_is_older(host, client):
    tree = host(LOGICAL_11, UP_TO_11, cpus=2)
    tree.nodes.pop()
    tree.set_cpu_version(LOGICAL_9)
    client.refresh()
    assert client.get("CompatModes") == NAMES_UP_TO_9
    assert client.judgement() == ("degraded", "mixed-cpu-versions", "kvm")


def read_during_churn(client, tree, seconds):
    """Looks and reads while the property is replaced all the time; the longest gap, and all modes that were told."""
    command = [sys.executable, CHURN, tree.nodes[0] / "cpu-version", tree.spare, str(LOGICAL_10)]
    told = set()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            client.refresh()
            told.update(client.get("CompatModes"))
        process.stdin.close()
        return int(process.stdout.read()), told


def test_a_property_that_is_replaced_while_it_is_read(host, client, recorder):
    """KVM stays behind the tree here, so that only the property keeps power11 out."""
    tree = host(LOGICAL_10, UP_TO_11)
    for _ in range(10):
        client.refresh()
        recorder.take()
        longest, told = read_during_churn(client, tree, 0.7)
        right = told == set(NAMES_UP_TO_10) and recorder.take() == []
        # A busy machine can keep the property away for so long that it counts as gone, and that shows nothing.
        if right or longest < LONGEST_GAP_USEC:
            break
    assert right
