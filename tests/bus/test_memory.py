# SPDX-License-Identifier: LGPL-2.1-or-later
"""What outlives a restart: the generation, the history, and the last good answer of KVM."""

import pytest

from deadline import wait_for
from modes import LOGICAL_10, NAMES_UP_TO_9, NAMES_UP_TO_10, NAMES_UP_TO_11, UP_TO_10
from recorder import compat_changes, take_in
from tree import Tree

POWER11 = "linux-7.3-papr-power11"
POWER11_AS_10 = "linux-7.3-papr-power11-as-power10"
POWER10_AS_9 = "linux-7.3-papr-power10-as-power9"
KILLS = 200


@pytest.fixture
def folder(place, service):
    """The daemon's own, as systemd makes it from StateDirectory=."""
    folder = place / "state"
    folder.mkdir()
    folder.chmod(0o777)
    return folder


@pytest.fixture
def start(service, capture, client, folder):
    def start():
        service.replay(capture, environment={"STATE_DIRECTORY": str(folder)})
        client.wait_for_name()

    return start


def restart(service, client, start):
    service.stop()
    client.wait_for_name(False)
    start()


def test_the_same_host(start, service, capture, client, recorder):
    capture.load(POWER11)
    start()
    before, history = client.get_all(), client.history()
    restart(service, client, start)
    after = client.get_all()
    for name in "Generation", "LastTrigger", "LastChangeTimestamp", "LastChangeTimestampMonotonic", "CompatModes":
        assert after[name] == before[name], name
    assert client.history() == history
    assert recorder.take() == []


def test_a_change_while_it_was_down(start, service, capture, client, recorder):
    capture.load(POWER11)
    start()
    service.stop()
    capture.load(POWER11_AS_10)
    client.wait_for_name(False)
    start()
    wait_for(lambda: take_in() or recorder.signals, "the change to be told")
    assert compat_changes(recorder.take()) == [(NAMES_UP_TO_11, NAMES_UP_TO_10, UP_TO_10, "boot")]
    assert client.get("Generation") == 2
    assert [(entry[1], entry[2], entry[3]) for entry in client.history()] == [
        (2, NAMES_UP_TO_10, "boot"), (1, NAMES_UP_TO_11, "boot")]


@pytest.mark.parametrize("content", [b"", b"something else\n", b"ppc-compatd state 2\n"], ids=["empty", "foreign", "future"])
def test_a_file_that_is_not_to_be_trusted(start, service, capture, client, folder, content):
    (folder / "state").write_bytes(content)
    (folder / "state").chmod(0o644)
    capture.load(POWER11)
    start()
    assert client.get("Generation") == 1
    assert (folder / "state.bad").read_bytes() == content
    assert [line for line in service.lines() if "state.bad" in line]
    restart(service, client, start)
    assert client.get("Generation") == 1


@pytest.mark.root
def test_a_file_that_may_not_be_read(start, service, capture, client, folder):
    """It is kept too, since somebody may still need it."""
    (folder / "state").write_bytes(b"of root\n")
    (folder / "state").chmod(0o600)
    capture.load(POWER11)
    start()
    assert (folder / "state.bad").read_bytes() == b"of root\n"
    (line,) = [line for line in service.lines() if "state.bad" in line]
    assert "Permission denied" in line
    restart(service, client, start)
    assert client.get("Generation") == 1


def test_a_file_that_cannot_be_moved_away(start, service, capture, client, folder):
    """It is not replaced, and that is said."""
    (folder / "state").mkdir()
    (folder / "state.bad" / "x").mkdir(parents=True)
    capture.load(POWER11)
    start()
    assert client.get("CompatModes") == NAMES_UP_TO_11
    (line,) = [line for line in service.lines() if "state.bad" in line]
    assert "nothing is saved" in line
    assert sorted(path.name for path in folder.iterdir()) == ["state", "state.bad"]
    (folder / "state.bad" / "x").rmdir()


def test_a_folder_that_takes_nothing(start, service, capture, client, folder):
    """The answer is given all the same, and it is said once that a restart will not know of it."""
    folder.chmod(0o555)
    capture.load(POWER11)
    start()
    assert client.get("CompatModes") == NAMES_UP_TO_11
    assert len([line for line in service.lines() if "cannot be written" in line]) == 1


def test_last_good_answer(place, service, kvm, client, folder):
    """It holds over a restart where KVM fails, cut to what the tree says by then."""
    tree = Tree(place, LOGICAL_10)
    kvm.answer(UP_TO_10)
    environment = {"STATE_DIRECTORY": str(folder)}
    service.live(tree, kvm, environment)
    client.wait_for_name()
    service.stop()
    client.wait_for_name(False)
    kvm.behave("failed EIO")
    tree.set_cpu_version(LOGICAL_10 - 1)
    service.live(tree, kvm, environment)
    client.wait_for_name()
    assert client.judgement() == ("degraded", "kvm-failed", "kvm")
    assert client.get("CompatModes") == NAMES_UP_TO_9


def test_kill_in_a_loop(start, service, capture, client):
    """Each run finds another answer than the one before; none is lost or told twice, and no generation goes back."""
    told = 0
    for number in range(KILLS):
        capture.load((POWER11, POWER11_AS_10, POWER10_AS_9)[number % 3])
        start()
        assert client.get("Generation") == number + 1
        told = client.get("Generation")
        service.kill()
        client.wait_for_name(False)
    capture.load((POWER11, POWER11_AS_10, POWER10_AS_9)[(KILLS - 1) % 3])
    start()
    history = client.history()
    assert client.get("Generation") == told
    assert [entry[1] for entry in history] == list(range(KILLS, KILLS - len(history), -1))
    modes = [entry[2] for entry in history]
    assert all(modes[i] != modes[i + 1] for i in range(len(modes) - 1))
