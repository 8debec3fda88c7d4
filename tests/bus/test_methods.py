# SPDX-License-Identifier: LGPL-2.1-or-later
"""Supports, GetHistory, and what Refresh takes and answers."""

import pytest

from client import BusError
from deadline import wait_for
from modes import LOGICAL_9, LOGICAL_10, LOGICAL_11, NAMES_UP_TO_9, NAMES_UP_TO_10
from tree import Tree

HISTORY_MAX = 64


@pytest.fixture
def serving(service, capture, client):
    capture.load("linux-7.3-papr-power11-as-power10")
    service.replay(capture)
    client.wait_for_name()
    return client


@pytest.mark.parametrize("word, supported", [
    ("power9", True), ("power10", True), ("POWER10", True), ("Power9", True), ("power11", False), ("POWER11", False),
])
def test_supports(serving, word, supported):
    assert serving.supports(word) is supported


@pytest.mark.parametrize("word", ["power7", "POWER6", "power12", "", "power", "power10 ", "0x0f000006", "häh"])
def test_supports_no_other_word(serving, word):
    with pytest.raises(BusError) as caught:
        serving.supports(word)
    assert caught.value.name == "org.ppc.Compat1.Error.UnknownMode"
    for mode in ("power9", "power10", "power11"):
        assert mode in caught.value.message


@pytest.mark.root
@pytest.mark.parametrize("trigger", ["client", "migration", "resume"])
def test_refresh_takes(serving, trigger):
    assert serving.refresh(trigger) == serving.get("Generation")


@pytest.mark.parametrize("trigger", ["boot", "cpu", "kvm", "recheck", "", "Client", "anything"])
def test_refresh_takes_no_other_trigger(serving, trigger):
    with pytest.raises(BusError) as caught:
        serving.refresh(trigger)
    assert caught.value.name == "org.ppc.Compat1.Error.UnknownTrigger"
    for known in ("client", "migration", "resume"):
        assert known in caught.value.message
    assert serving.get("QueryCount") == 1


@pytest.mark.root
def test_refresh_answers_after_the_publish(serving, capture, recorder):
    generation = serving.get("Generation")
    capture.load("linux-7.3-papr-power10-as-power9")

    def refreshed():
        answer = serving.refresh("migration")
        told = [signal.member for signal in recorder.take()]
        assert told == ([] if answer == generation else ["PropertiesChanged", "CompatChanged"])
        return answer > generation

    # It is content with a look that is less than a second old.
    wait_for(refreshed, "the new capture")
    assert serving.get("Generation") == generation + 1
    assert (serving.get("CompatModes"), serving.get("LastTrigger")) == (NAMES_UP_TO_9, "migration")


@pytest.mark.parametrize("trial, supported", [("xrrr", True), ("xrrx", False), ("xrrb", False)])
def test_supports_power8_where_a_guest_ran(service, kvm, place, client, trial, supported):
    kvm.behave(f"no-capability trial={trial}")
    service.live(Tree(place, LOGICAL_10), kvm)
    client.wait_for_name()
    assert client.supports("power8") is client.supports("POWER8") is supported


@pytest.mark.root
def test_history(service, kvm, place, client):
    tree = Tree(place, LOGICAL_9)
    kvm.behave("no-capability trial=rrrx")
    service.live(tree, kvm)
    client.wait_for_name()
    tree.set_cpu_version(LOGICAL_10)
    client.refresh("client")
    tree.set_cpu_version(LOGICAL_9)
    client.refresh("migration")
    history = client.history()
    assert [entry[1:] for entry in history] == [
        (3, NAMES_UP_TO_9, "migration", ""),
        (2, NAMES_UP_TO_10, "client", ""),
        (1, NAMES_UP_TO_9, "boot", ""),
    ]
    assert history[0][0] == client.get("LastChangeTimestamp")
    assert history[0][0] >= history[1][0] >= history[2][0]


@pytest.mark.root
def test_history_keeps_the_newest(service, kvm, place, client):
    tree = Tree(place, LOGICAL_11)
    kvm.behave("no-capability trial=rrrx")
    service.live(tree, kvm)
    client.wait_for_name()
    for generation in range(2, HISTORY_MAX + 4):
        tree.set_cpu_version(LOGICAL_9 if generation % 2 else LOGICAL_10)
        assert client.refresh() == generation
    generations = [entry[1] for entry in client.history()]
    assert generations == list(range(HISTORY_MAX + 3, 3, -1))
