# SPDX-License-Identifier: LGPL-2.1-or-later
"""Waiting for a condition, with a deadline."""

import time

DEADLINE = 20.0


def wait_for(condition, what, seconds=DEADLINE):
    """The first true value that the condition gives; what names it in the failure if none comes."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.005)
