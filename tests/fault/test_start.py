# SPDX-License-Identifier: LGPL-2.1-or-later
"""Failures while the daemon starts: each call of a kind in turn."""

import errno

import pytest

from bench import ON_9, ON_10
from modes import LOGICAL_9, LOGICAL_10
from rows import name_of, run_rows

# How many calls there are at least, so that a table of nothing does not pass.
ROWS = [
    ("allocate", errno.ENOMEM, 200), ("open", errno.EMFILE, 8), ("open", errno.ENOMEM, 8), ("fork", errno.EAGAIN, 1),
    ("pipe", errno.EMFILE, 1),
]  # fmt: skip


def prepare(bench):
    """A memory of an earlier run, with more than one change; returns its generation."""
    for cpu_version, expected in ((LOGICAL_9, ON_9), (LOGICAL_10, ON_10)):
        bench.tree.set_cpu_version(cpu_version)
        bench.start()
        assert bench.goes_on(expected)
        bench.stop()
    bench.keep_state()
    return bench.saved_generation()


@pytest.mark.parametrize("kind, error, least", ROWS, ids=[name_of(row) for row in ROWS])
def test_each_call(benches, kind, error, least):
    generation = {bench: prepare(bench) for bench in benches}

    def row(bench, arm):
        bench.restore_state()
        arm()
        bench.start()
        struck = bench.check_row(kind, ON_10, generation[bench], {"", "kvm-stale"})
        bench.stop()
        return struck

    assert run_rows(benches, kind, error, row) >= least
