# SPDX-License-Identifier: LGPL-2.1-or-later
"""Replaces a property's file again and again, as the kernel does, until the standard input ends.

The arguments are the file, a name for the next one, and the value. Prints the longest time in microseconds for which
the file was missing. A program of its own, since a thread would be held up by the tests' own work meanwhile.
"""

import os
import select
import sys
import time

# Longer than the kernel's, so that a reader on the same processor comes upon it too.
GAP = 0.0003
# So much longer than the gap that a reader who tries again does not come upon one gap after another.
PAUSE = 0.02


def raise_priority():
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except PermissionError:
        pass


def main():
    path, spare, value = sys.argv[1], sys.argv[2], int(sys.argv[3], 0).to_bytes(4, "big")
    longest = 0
    raise_priority()
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        with open(spare, "wb") as file:
            file.write(value)
        began = time.monotonic_ns()
        os.unlink(path)
        time.sleep(GAP)
        os.rename(spare, path)
        longest = max(longest, time.monotonic_ns() - began)
    print(longest // 1000)


main()
