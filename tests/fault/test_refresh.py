# SPDX-License-Identifier: LGPL-2.1-or-later
"""Failures while the daemon takes in a change of its host: each call of a kind in turn."""

import errno
import os
import signal

import pytest

from modes import LOGICAL_9, LOGICAL_10
from oneafteranother import name_of, run_rows
from underfault import ON_9, ON_10

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may refresh")

# How many calls there are at least. EINTR: a call that was interrupted is made again, so nothing is to be seen. A
# signal ends the process that makes the call: KVM is asked in a child.
ROWS = [
    ("allocate", errno.ENOMEM, 40), ("open", errno.EMFILE, 8), ("open", errno.ENOMEM, 8), ("read", errno.EINTR, 8),
    ("write", errno.EINTR, 2), ("write", errno.ENOSPC, 2), ("write", errno.EIO, 2), ("sync", errno.EIO, 2),
    ("rename", errno.ENOSPC, 1), ("ioctl", errno.EINTR, 4), ("ioctl", errno.ENOMEM, 4), ("ioctl", -signal.SIGKILL, 4),
    ("fork", errno.EAGAIN, 1), ("fork", errno.ENOMEM, 1), ("pipe", errno.EMFILE, 1),
]  # fmt: skip


class Walk:
    """A host that goes from one mode to the other and back."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.steps = [(LOGICAL_9, ON_9), (LOGICAL_10, ON_10)]
        self.set_out()

    def set_out(self):
        self.daemon.start()
        assert self.daemon.goes_on(self.steps[1][1])
        self.generation = self.daemon.client.get("Generation")

    def step(self, kind, arm):
        cpu_version, expected = self.steps[0]
        if not self.daemon.service.process:
            # Ended by a row that went wrong.
            self.daemon.tree.set_cpu_version(self.steps[1][0])
            self.set_out()
        self.daemon.tree.set_cpu_version(cpu_version)
        self.daemon.forget_lines()
        arm()
        self.daemon.refresh()
        struck = self.daemon.check_row(kind, expected, self.generation + 1, {"", "kvm-stale"})
        self.generation = self.daemon.client.get("Generation")
        self.steps.reverse()
        return struck


@pytest.mark.parametrize("kind, error, least", ROWS, ids=[name_of(row) for row in ROWS])
def test_each_call(daemons, kind, error, least):
    walks = {daemon: Walk(daemon) for daemon in daemons}
    assert run_rows(daemons, kind, error, lambda daemon, arm: walks[daemon].step(kind, arm)) >= least
