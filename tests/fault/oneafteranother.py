# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rows of a table of failures: each call of a kind in turn, on several daemons at once."""

import concurrent.futures
import errno
import itertools
import signal

from underfault import USUAL


def name_of(row):
    kind, error, _ = row
    return f"{kind}-{errno.errorcode[error] if error > 0 else signal.Signals(-error).name}"


class Rows:
    def __init__(self, kind, error):
        self.kind, self.error = kind, error
        self.numbers = itertools.count(1)
        self.last = 0
        self.problems = []

    def work_off(self, daemon, row):
        """Rows until there is no further call that could fail; row() says whether there was one."""
        for number in self.numbers:
            daemon.faults.clear()
            try:
                if not row(daemon, lambda: daemon.faults.arm(self.kind, number, self.error)):
                    break
                self.last = max(self.last, number)
            except AssertionError as problem:
                self.note(number, problem, daemon)
                daemon.kill()

        # By the thread that has started it: a daemon is killed when that ends.
        if daemon.service.process:
            daemon.stop()

    def note(self, number, problem, daemon):
        log = "".join(f"\n    {line}" for line in daemon.new_lines() if not USUAL.search(line))
        self.problems.append(f"{self.kind} {number}: {str(problem).splitlines()[0]}{log}")


def run_rows(daemons, kind, error, row):
    """Runs them, and reports all that went wrong together; returns how many there were."""
    rows = Rows(kind, error)
    with concurrent.futures.ThreadPoolExecutor(len(daemons)) as pool:
        for done in [pool.submit(rows.work_off, daemon, row) for daemon in daemons]:
            done.result()
    assert not rows.problems, "\n".join(rows.problems)
    return rows.last
