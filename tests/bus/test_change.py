# SPDX-License-Identifier: LGPL-2.1-or-later
"""A replayed capture that is read again at SIGHUP: what is announced, and what is not."""

import signal

import pytest

import contract
from deadline import wait_for
from modes import NAMES_UP_TO_9, NAMES_UP_TO_10, NAMES_UP_TO_11, UP_TO_9, UP_TO_10
from recorder import Signal, compat_changes, property_changes

# Refresh() is how the tests know that no refresh is under way any more.
pytestmark = pytest.mark.root

POWER11 = "linux-7.3-papr-power11"
POWER11_AS_10 = "linux-7.3-papr-power11-as-power10"
POWER10_AS_9 = "linux-7.3-papr-power10-as-power9"


@pytest.fixture
def reload(service, capture, client):
    """A function that sends SIGHUP and returns when all that follows is announced."""

    def send():
        queries = client.get("QueryCount")
        service.send(signal.SIGHUP)
        wait_for(lambda: client.get("QueryCount") == queries + 1, "the capture to be read again")
        client.refresh()
        assert client.get("QueryCount") == queries + 1

    return send


@pytest.fixture
def serve(service, capture, client):
    def start(host):
        capture.load(host)
        service.replay(capture)
        client.wait_for_name()

    return start


@pytest.mark.parametrize("before, after, old_modes, new_modes, mask", [
    (POWER11, POWER11_AS_10, NAMES_UP_TO_11, NAMES_UP_TO_10, UP_TO_10),
    (POWER11, POWER10_AS_9, NAMES_UP_TO_11, NAMES_UP_TO_9, UP_TO_9),
    (POWER11_AS_10, "amcc-440", NAMES_UP_TO_10, [], 0),
], ids=["power11-to-10", "power11-to-9", "power10-to-none"])
def test_another_capture(serve, capture, client, recorder, reload, before, after, old_modes, new_modes, mask):
    serve(before)
    old = client.get_all()
    capture.load(after)
    reload()
    new = client.get_all()
    signals = recorder.take()
    assert compat_changes(signals) == [(old_modes, new_modes, mask, "client")]
    changed = {name: value for name, value in new.items() if old[name] != value}
    assert property_changes(signals) == [
        {name: value for name, value in changed.items() if name in contract.signalled_properties()}]
    assert new["Generation"] == old["Generation"] + 1
    assert new["CompatModes"] == new_modes


def test_another_reason_with_the_same_modes(serve, capture, client, recorder, reload):
    serve(POWER11_AS_10)
    capture.load("linux-7.3-papr-power11-moved-to-power10")
    reload()
    signals = recorder.take()
    assert compat_changes(signals) == []
    (changed,) = property_changes(signals)
    assert (changed["State"], changed["Reason"], changed["Generation"]) == ("degraded", "kvm-stale", 2)
    assert "CompatModes" not in changed


def test_the_same_capture(serve, capture, client, recorder, reload):
    serve(POWER11)
    before = client.get_all()
    capture.load(POWER11)
    reload()
    assert recorder.take() == []
    after = client.get_all()
    differing = {name for name in after if after[name] != before[name]}
    assert differing == {"QueryCount", "LastQueryTimestamp", "LastQueryTimestampMonotonic"}
    assert len(client.history()) == 1


def test_a_change_that_guests_do_not_notice(serve, capture, client, recorder, reload):
    """Told, but not counted as a generation, since the answer is the same."""
    serve("linux-7.3-hv-power10")
    old = client.get_all()
    capture.load(POWER11_AS_10)
    reload()
    new = client.get_all()
    changed = {name: value for name, value in new.items()
               if name in contract.signalled_properties() and old[name] != value}
    assert set(changed) == {"ProcessorModel", "ProcessorPVR"}
    assert recorder.take() == [Signal("PropertiesChanged", changed)]


@pytest.mark.parametrize("content", [b"", b"no capture", None], ids=["empty", "text", "cut"])
def test_a_broken_capture(serve, capture, client, recorder, reload, service, content):
    serve(POWER11)
    before = client.get_all()
    lines = service.lines()
    capture.put(content if content is not None else capture.path.read_bytes()[:-4])
    reload()
    assert recorder.take() == []
    after = client.get_all()
    assert {name: after[name] for name in contract.signalled_properties()} == {
        name: before[name] for name in contract.signalled_properties()}
    (complaint,) = service.lines()[len(lines):]
    assert str(capture.path) in complaint

    capture.load(POWER11_AS_10)
    reload()
    assert client.get("CompatModes") == NAMES_UP_TO_10


def test_a_burst_of_signals_is_one_refresh(serve, capture, client, recorder, service):
    serve(POWER11)
    capture.load(POWER10_AS_9)
    for _ in range(20):
        service.send(signal.SIGHUP)
    recorder.wait_for_change()
    client.refresh()
    signals = recorder.take()
    assert len(signals) == 2
    assert client.get("QueryCount") == 2
