# SPDX-License-Identifier: LGPL-2.1-or-later
"""Failures while the daemon starts: each call of a kind in turn."""

import errno

import pytest

from modes import LOGICAL_9, LOGICAL_10
from oneafteranother import name_of, run_rows
from underfault import ON_9, ON_10

# How many calls there are at least, so that a table of nothing does not pass.
ROWS = [
    ("allocate", errno.ENOMEM, 200), ("open", errno.EMFILE, 8), ("open", errno.ENOMEM, 8), ("fork", errno.EAGAIN, 1),
    ("pipe", errno.EMFILE, 1),
]  # fmt: skip


def prepare(daemon):
    """A memory of an earlier run, with more than one change; returns its generation."""
    for cpu_version, expected in ((LOGICAL_9, ON_9), (LOGICAL_10, ON_10)):
        daemon.tree.set_cpu_version(cpu_version)
        daemon.start()
        assert daemon.goes_on(expected)
        daemon.stop()
    daemon.keep_state()
    return daemon.saved_generation()


@pytest.mark.parametrize("kind, error, least", ROWS, ids=[name_of(row) for row in ROWS])
def test_each_call(daemons, kind, error, least):
    generation = {daemon: prepare(daemon) for daemon in daemons}

    def row(daemon, arm):
        daemon.restore_state()
        arm()
        daemon.start()
        struck = daemon.check_row(kind, ON_10, generation[daemon], {"", "kvm-stale"})
        daemon.stop()
        return struck

    assert run_rows(daemons, kind, error, row) >= least
