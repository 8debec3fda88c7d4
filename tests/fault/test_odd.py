# SPDX-License-Identifier: LGPL-2.1-or-later
"""Failures that are no table of calls: descriptors that run out, a tree that changes while it is read, clocks."""

import errno
import os
import signal
from pathlib import Path

import pytest

from deadline import wait_for
from faults import FOR_EVER
from modes import LOGICAL_9, LOGICAL_10
from underfault import ON_9, ON_10

YEARS = 10 * 365 * 86400
REASONS = {"", "kvm-stale"}

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may refresh")


@pytest.fixture
def running(daemon):
    daemon.start()
    assert daemon.goes_on(ON_10)
    return daemon


def move_to(daemon, cpu_version, expected):
    """A change of the host that is taken in."""
    generation = daemon.client.get("Generation")
    daemon.tree.set_cpu_version(cpu_version)
    daemon.refresh()
    assert daemon.goes_on(expected)
    daemon.check_answer(expected, generation + 1, REASONS)


@needs_root
@pytest.mark.parametrize("limit", range(4, 20))
def test_few_descriptors(daemon, limit):
    """Enough to start with may be too few to take in a change."""
    daemon.service.wrapper = ["prlimit", f"--nofile={limit}"]
    daemon.start()
    if not daemon.goes_on(ON_10):
        daemon.check_end()
        return
    daemon.check_answer(ON_10, 1, REASONS)
    daemon.tree.set_cpu_version(LOGICAL_9)
    daemon.forget_lines()
    daemon.refresh()
    daemon.service.wrapper = ()
    daemon.check_row("open", ON_9, 2, REASONS)
    daemon.stop()


@needs_root
@pytest.mark.parametrize("kind", ["read", "write"])
def test_less_at_a_time(running, kind):
    """Each read and each write of a file does one byte."""
    running.faults.arm(kind, 1, 0, FOR_EVER)
    move_to(running, LOGICAL_9, ON_9)
    assert running.faults.has_struck(kind)
    running.stop()


@needs_root
@pytest.mark.parametrize("number", range(1, 13))
def test_tree_that_changes_while_read(running, number):
    """Just before one of the files of the tree is opened; there is no event, so the next check has to see it."""
    node = running.tree.nodes[0]
    (node / "next").write_bytes(LOGICAL_9.to_bytes(4, "big"))
    # It is the daemon's process that does it.
    node.chmod(0o777)
    running.faults.swap_at(number)
    running.refresh()
    # The bus tests are about when a change is seen; here the reads go on until it is.
    assert running.goes_on(ON_9)
    running.check_answer(ON_9, 2, REASONS)
    running.stop()


@needs_root
def test_clock_that_jumps(running):
    """Timestamps follow it; nothing waits for it, and nothing is older than what was before it."""
    for step, (cpu_version, expected) in enumerate([(LOGICAL_9, ON_9), (LOGICAL_10, ON_10)] * 2):
        shift = YEARS if step % 2 == 0 else -YEARS
        running.faults.shift_clock(shift)
        move_to(running, cpu_version, expected)
        changed = running.client.get("LastChangeTimestamp") / 1e6
        real = Path(running.state).stat().st_mtime
        assert abs(changed - real - shift) < 60
    generations = [generation for _, generation, *_ in running.client.history()]
    assert generations == sorted(generations, reverse=True)
    running.stop()


@needs_root
def test_full_disk(running):
    """It is reported once, and once more when it is over; the changes in between are not lost then."""
    running.faults.arm("write", 1, errno.ENOSPC, FOR_EVER)
    # The child's write of its answer is among the writes that fail.
    running.faults.arm("sync", 1, errno.ENOSPC, FOR_EVER)
    running.faults.arm("write", 1, errno.ENOSPC, 0)
    for cpu_version, expected in [(LOGICAL_9, ON_9), (LOGICAL_10, ON_10)] * 3:
        running.tree.set_cpu_version(cpu_version)
        running.refresh()
        assert running.goes_on(expected)
    assert len([line for line in running.new_lines() if "cannot be written" in line]) == 1
    running.faults.clear()
    running.service.send(signal.SIGHUP)
    wait_for(lambda: "can be written again" in running.last_line_of_state(), "a line of the disk that works again")
    assert running.saved_generation() == running.client.get("Generation")
    running.stop()


def test_memory_that_cannot_be_read(running):
    """It is reported, and the service is there all the same."""
    running.stop()
    running.faults.arm("stream", 1, errno.EIO)
    running.start()
    assert running.goes_on(ON_10)
    assert running.faults.has_struck("stream")
    assert any("cannot be read" in line for line in running.new_lines())
    running.stop()
