# SPDX-License-Identifier: LGPL-2.1-or-later
"""After a sleep nothing that was seen before it is new, without a word from logind too."""

import pytest

from modes import LOGICAL_9, LOGICAL_10, NAMES_UP_TO_9, UP_TO_9, UP_TO_10
from tree import Tree

pytestmark = pytest.mark.root

HOUR = "3600\n"


@pytest.fixture
def clock(place):
    clock = place / "sleepclock"
    clock.write_text("0\n")
    return clock


@pytest.fixture
def tree(service, programs, kvm, place, client, clock):
    tree = Tree(place, LOGICAL_10)
    kvm.answer(UP_TO_10)
    service.live(tree, kvm, environment={"SLEEPCLOCK": str(clock)}, preload=[programs[3]])
    client.wait_for_name()
    return tree


def test_a_read_looks(tree, clock, client):
    client.refresh()
    tree.set_cpu_version(LOGICAL_9)
    clock.write_text(HOUR)
    assert client.get("CompatModes") == NAMES_UP_TO_9


def test_a_caller_shares_nothing_from_before(tree, kvm, clock, client):
    client.refresh()
    asked = len(kvm.probes())
    kvm.answer(UP_TO_9)
    clock.write_text(HOUR)
    client.refresh()
    assert client.get("CompatModes") == NAMES_UP_TO_9
    assert len(kvm.probes()) == asked + 1
