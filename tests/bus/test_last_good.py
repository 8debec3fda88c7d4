# SPDX-License-Identifier: LGPL-2.1-or-later
"""KVM's last good answer replaces a failed one, as long as it is of the same host."""

import pytest

from deadline import wait_for
from modes import LOGICAL_9, LOGICAL_10, LOGICAL_11, NAMES_UP_TO_10, UP_TO_10
from recorder import take_in
from tree import Tree

pytestmark = pytest.mark.root


@pytest.fixture
def folder(place):
    folder = place / "state"
    folder.mkdir()
    folder.chmod(0o777)
    return folder


@pytest.fixture
def tree(service, kvm, place, client, folder):
    tree = Tree(place, LOGICAL_10)
    kvm.answer(UP_TO_10)
    service.live(tree, kvm, environment={"STATE_DIRECTORY": str(folder)})
    client.wait_for_name()
    kvm.behave("failed EIO")
    return tree


def saved_mask(folder):
    (line,) = [line for line in (folder / "state").read_text().splitlines() if line.startswith("last-good ")]
    return int(line.split()[1], 16)


def test_it_stands_in(tree, client, folder):
    wait_for(lambda: client.refresh() and client.get("Reason"), "a failure")
    assert client.judgement() == ("degraded", "kvm-failed", "kvm")
    assert client.get("CompatModes") == NAMES_UP_TO_10
    assert saved_mask(folder) == UP_TO_10


@pytest.mark.parametrize("trigger", ["migration", "resume"])
def test_it_is_forgotten_where_the_host_may_be_another(tree, client, folder, trigger):
    client.refresh(trigger)
    assert client.judgement() == ("degraded", "kvm-failed", "none")
    assert client.get("CompatModes") == []
    assert saved_mask(folder) == 0


@pytest.mark.parametrize("cpu_version", [LOGICAL_9, LOGICAL_11])
def test_it_is_forgotten_where_the_tree_is_another(tree, client, kvm, folder, cpu_version):
    """A move that nobody told of."""
    tree.set_cpu_version(cpu_version)
    kvm.wait_for_probes(1)
    wait_for(lambda: client.get("Reason") == "kvm-failed", "the tree to be seen")
    assert client.judgement() == ("degraded", "kvm-failed", "none")
    assert client.get("CompatModes") == []
    assert saved_mask(folder) == 0


def test_an_answer_from_before_the_move_is_not_kept(tree, client, kvm, folder):
    """It comes after the call that told of the move, and is of the machine before."""
    kvm.behave("hold")
    first = client.begin_refresh("migration")
    kvm.wait_for_probes(2)
    moved = client.begin_refresh("migration")
    client.ping()
    kvm.answer(UP_TO_10)
    wait_for(lambda: take_in() or first, "the first answer")
    kvm.behave("failed EIO")
    wait_for(lambda: take_in() or moved, "the second answer")
    if kvm.probes()[-1].behaviour == "ok":
        client.refresh("migration")
    assert client.judgement() == ("degraded", "kvm-failed", "none")
    assert saved_mask(folder) == 0


def test_an_answer_of_the_tree_before_is_not_kept(tree, client, kvm, folder):
    """KVM was asked, and then the tree changed."""
    kvm.behave("hold")
    first = client.begin_refresh("migration")
    kvm.wait_for_probes(2)
    tree.set_cpu_version(LOGICAL_11)
    kvm.answer(UP_TO_10)
    wait_for(lambda: take_in() or first, "the first answer")
    kvm.behave("failed EIO")
    kvm.wait_for_probes(3)
    if kvm.probes()[-1].behaviour == "ok":
        client.refresh("migration")
    wait_for(lambda: client.get("Reason") == "kvm-failed", "the failure")
    assert client.judgement() == ("degraded", "kvm-failed", "none")
    assert saved_mask(folder) == 0
