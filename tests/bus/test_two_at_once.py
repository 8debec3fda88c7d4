# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Two things at once: a caller of Refresh() and a question that runs, an event, another caller, a tree that changes. Who
calls is answered by a question that began after the call, except that those of trigger client share one for a second.
"""

import signal
import time

import pytest

from client import Client
from deadline import wait_for
from modes import LOGICAL_9, LOGICAL_10, LOGICAL_11, NAMES_UP_TO_9, NAMES_UP_TO_11, UP_TO_9, UP_TO_10
from recorder import take_in
from tree import Tree

pytestmark = pytest.mark.root

FRESH = 1.0
# A burst of requests settles in 0.2 s, and a busy machine takes its time.
SETTLED = 0.5
# Of the simulated KVM where it answers slowly, and what a caller may wait beyond the questions that he has to.
SLOW = 1.5
PATIENCE = 0.6


@pytest.fixture
def tree(service, kvm, place, client):
    tree = Tree(place, LOGICAL_10)
    kvm.answer(UP_TO_10)
    service.live(tree, kvm)
    client.wait_for_name()
    return tree


def wait_past_sharing(kvm):
    """Until the newest question is so old that no caller shares it."""
    newest = kvm.probes()[-1].time
    wait_for(lambda: time.monotonic() > newest + FRESH + 0.1, "a second to pass")


def wait_for_answer(answers):
    wait_for(lambda: take_in() or answers, "an answer to Refresh()")
    return answers[0]


def hold_a_question(client, kvm):
    """A question that runs until KVM behaves another way, and the call that it is for."""
    wait_past_sharing(kvm)
    asked = len(kvm.probes())
    kvm.behave("hold")
    answers = client.begin_refresh()
    kvm.wait_for_probes(asked + 1)
    return answers


@pytest.mark.parametrize("trigger", ["client", "migration", "resume"])
def test_an_event_answers_nobody(tree, service, kvm, client, trigger):
    """It waits for others to follow, while a caller waits for the next question: he does not get the old answer."""
    first = hold_a_question(client, kvm)
    wait_past_sharing(kvm)
    second = client.begin_refresh(trigger)
    client.ping()
    service.send(signal.SIGHUP)
    client.ping()
    kvm.answer(UP_TO_10)
    wait_for_answer(first)
    wait_for_answer(second)
    assert len(kvm.probes()) >= 3, "the second caller had the answer of a question from before his call"


def test_a_caller_waits_for_his_own_question_only(tree, kvm, bus, client):
    """Others keep calling, so that there is always one more question to be asked."""
    wait_past_sharing(kvm)
    kvm.answer_slowly(UP_TO_10)
    caller = Client(bus.address)
    calls = []
    for _ in range(16):
        calls.append((time.monotonic(), caller.begin_refresh()))
        end = time.monotonic() + 0.4
        while time.monotonic() < end:
            take_in()
            for began, answers in calls:
                # One question that runs, and the one after it.
                assert answers or time.monotonic() < began + 2 * SLOW + PATIENCE, "a caller waits for others' questions"
            time.sleep(0.01)
    assert sum(bool(answers) for _, answers in calls) >= 8
    caller.close()


@pytest.mark.parametrize("trigger", ["migration", "resume"])
def test_who_has_moved_shares_no_older_question(tree, kvm, client, trigger):
    """One that has just ended was asked on the machine before."""
    wait_past_sharing(kvm)
    client.refresh()
    kvm.answer(UP_TO_9)
    asked = len(kvm.probes())
    client.refresh(trigger)
    assert client.get("CompatModes") == NAMES_UP_TO_9
    assert len(kvm.probes()) == asked + 1
    assert client.history()[0][3] == trigger


@pytest.mark.parametrize("trigger", ["migration", "resume"])
def test_who_has_moved_shares_no_running_question(tree, kvm, client, trigger):
    first = hold_a_question(client, kvm)
    moved = client.begin_refresh(trigger)
    client.ping()
    kvm.answer(UP_TO_10)
    wait_for_answer(first)
    wait_for_answer(moved)
    assert len(kvm.probes()) == 3


def test_callers_share_a_running_question(tree, kvm, client):
    first = hold_a_question(client, kvm)
    second = client.begin_refresh()
    client.ping()
    kvm.answer(UP_TO_10)
    assert wait_for_answer(first) == wait_for_answer(second)
    time.sleep(SETTLED)
    assert len(kvm.probes()) == 2


def test_moved_callers_share_the_next_question(tree, kvm, client):
    first = hold_a_question(client, kvm)
    moved = [client.begin_refresh(trigger) for trigger in ("migration", "resume", "migration")]
    client.ping()
    kvm.answer(UP_TO_10)
    for answers in [first, *moved]:
        wait_for_answer(answers)
    assert len(kvm.probes()) == 3


def test_a_tree_that_changes_while_kvm_is_asked(tree, kvm, client):
    """KVM's answer belongs to the tree from before, so it is asked again, without anybody reading."""
    answers = hold_a_question(client, kvm)
    tree.set_cpu_version(LOGICAL_11)
    kvm.answer(UP_TO_10)
    wait_for_answer(answers)
    kvm.wait_for_probes(3)


def test_a_tree_that_a_read_sees_changed_while_kvm_is_asked(tree, kvm, client):
    """There and back: the look at the end sees no difference, but the one in between did."""
    answers = hold_a_question(client, kvm)
    tree.set_cpu_version(LOGICAL_9)
    wait_for(lambda: client.get("HostMode") == "power9", "the tree to be seen")
    tree.set_cpu_version(LOGICAL_10)
    kvm.answer(UP_TO_10)
    wait_for_answer(answers)
    kvm.wait_for_probes(3)


def test_a_tree_that_stays_is_asked_about_once(tree, kvm, client):
    answers = hold_a_question(client, kvm)
    tree.set_cpu_version(LOGICAL_10)
    kvm.answer(UP_TO_10)
    wait_for_answer(answers)
    time.sleep(SETTLED)
    assert len(kvm.probes()) == 2


def test_a_call_between_a_new_capture_and_its_answer(service, capture, client):
    """SIGHUP, and a call before the burst has settled: the new tree is not judged by the old answer."""
    capture.load("linux-7.3-papr-power11")
    service.replay(capture)
    client.wait_for_name()
    asked = client.get("QueryCount")
    wait_for(lambda: time.monotonic() * 1e6 > client.get("LastQueryTimestampMonotonic") + (FRESH + 0.1) * 1e6,
             "a second to pass")
    capture.load("linux-7.3-papr-power10-as-power9")
    service.send(signal.SIGHUP)
    client.refresh()
    assert client.get("CompatModes") == NAMES_UP_TO_9
    assert client.get("QueryCount") > asked
    assert [(modes, reason) for _, _, modes, _, reason in client.history()] == [
        (NAMES_UP_TO_9, ""), (NAMES_UP_TO_11, "")]
