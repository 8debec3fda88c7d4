# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a run tells the person who waits for it: what it waits for, and how long each step took."""

import contextlib
import threading
import time

_lock = threading.Lock()


def say(text):
    with _lock:
        print(text, flush=True)


@contextlib.contextmanager
def step(what):
    """Names what is waited for, and afterwards how long that took."""
    say(f'{what} ...')
    start = time.monotonic()
    try:
        yield
    except BaseException:
        say(f'{what}: failed after {time.monotonic() - start:.1f} s')
        raise
    say(f'{what}: {time.monotonic() - start:.1f} s')
