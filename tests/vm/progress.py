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
    """Names what is waited for, and afterwards how long that took. That it failed is for who catches it to say."""
    say(f'{what} ...')
    start = time.monotonic()
    yield
    say(f'{what}: {time.monotonic() - start:.1f} s')
