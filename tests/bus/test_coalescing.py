# SPDX-License-Identifier: LGPL-2.1-or-later
"""Any number of callers of Refresh() in a second: KVM is asked once."""

import time

import pytest

from client import Client
from deadline import wait_for
from modes import LOGICAL_10, UP_TO_10
from recorder import take_in
from tree import Tree

pytestmark = pytest.mark.root

FRESH = 1.0
CLIENTS = 4
CALLS = 25


@pytest.fixture
def serving(service, kvm, place, client):
    kvm.answer(UP_TO_10)
    service.live(Tree(place, LOGICAL_10), kvm)
    client.wait_for_name()
    return client


def wait_until_not_fresh(client):
    """Until the newest query is so old that a caller is given a new one."""
    newest = client.get("LastQueryTimestampMonotonic") / 1e6
    wait_for(lambda: time.monotonic() > newest + FRESH, "a second to pass")


def wait_for_answers(calls):
    wait_for(lambda: take_in() or all(calls), "every call to be answered")
    return {generation for (generation,) in calls}


def test_callers_at_once_share(serving, bus, kvm):
    wait_until_not_fresh(serving)
    clients = [Client(bus.address) for _ in range(CLIENTS)]
    calls = [client.begin_refresh() for _ in range(CALLS) for client in clients]
    assert wait_for_answers(calls) == {serving.get("Generation")}
    assert serving.get("QueryCount") == len(kvm.probes()) == 2
    for client in clients:
        client.close()


def test_callers_one_after_the_other_share(serving, kvm):
    wait_until_not_fresh(serving)
    began = time.monotonic()
    for _ in range(10):
        assert serving.refresh() == 1
    assert time.monotonic() < began + FRESH, "too slow to have called all within a second"
    assert serving.get("QueryCount") == len(kvm.probes()) == 2
    wait_until_not_fresh(serving)
    serving.refresh()
    assert serving.get("QueryCount") == len(kvm.probes()) == 3


def test_who_calls_while_kvm_is_asked_waits_for_its_answer(serving, kvm):
    wait_until_not_fresh(serving)
    kvm.behave("hold")
    calls = [serving.begin_refresh()]
    kvm.wait_for_probes(2)
    calls += [serving.begin_refresh() for _ in range(CALLS)]
    serving.ping()
    take_in()
    assert not any(calls)
    kvm.answer(UP_TO_10)
    assert wait_for_answers(calls) == {1}
    assert serving.get("QueryCount") == len(kvm.probes()) == 2


def test_who_calls_later_is_not_content_with_a_slow_answer(serving, kvm):
    wait_until_not_fresh(serving)
    kvm.behave("hold")
    first = serving.begin_refresh()
    kvm.wait_for_probes(2)
    wait_until_not_fresh(serving)
    second = serving.begin_refresh()
    serving.ping()
    kvm.answer(UP_TO_10)
    wait_for_answers([first, second])
    assert serving.get("QueryCount") == len(kvm.probes()) == 3


def test_a_caller_that_leaves(serving, bus, kvm):
    wait_until_not_fresh(serving)
    kvm.behave("hold")
    leaving = Client(bus.address)
    leaving.begin_refresh()
    kvm.wait_for_probes(2)
    leaving.close()
    kvm.answer(UP_TO_10)
    assert serving.refresh() == 1
    assert serving.judgement() == ("ready", "", "kvm")
