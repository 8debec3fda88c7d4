# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rows of a table of failures: each call of a kind in turn, on several benches at once."""

import concurrent.futures
import errno
import itertools
import signal

from bench import USUAL


def name_of(row):
    kind, error, _ = row
    return f"{kind}-{errno.errorcode[error] if error > 0 else signal.Signals(-error).name}"


class Rows:
    def __init__(self, kind, error):
        self.kind, self.error = kind, error
        self.numbers = itertools.count(1)
        self.last = 0
        self.problems = []

    def work_off(self, bench, row):
        """Rows until there is no further call that could fail; row() says whether there was one."""
        for number in self.numbers:
            bench.faults.clear()
            try:
                if not row(bench, lambda: bench.faults.arm(self.kind, number, self.error)):
                    break
                self.last = max(self.last, number)
            except AssertionError as problem:
                self.note(number, problem, bench)
                bench.kill()

        # By the thread that has started it: a daemon is killed when that ends.
        if bench.service.process:
            bench.stop()

    def note(self, number, problem, bench):
        log = "".join(f"\n    {line}" for line in bench.new_lines() if not USUAL.search(line))
        self.problems.append(f"{self.kind} {number}: {str(problem).splitlines()[0]}{log}")


def run_rows(benches, kind, error, row):
    """Runs them, and reports all that went wrong together; returns how many there were."""
    rows = Rows(kind, error)
    with concurrent.futures.ThreadPoolExecutor(len(benches)) as pool:
        for done in [pool.submit(rows.work_off, bench, row) for bench in benches]:
            done.result()
    assert not rows.problems, "\n".join(rows.problems)
    return rows.last
