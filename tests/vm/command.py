# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the programs that a run needs on this machine, and shows what they said only when they fail."""

import contextlib
import os
import shlex
import signal
import subprocess

TAIL_LINES = 60

_running = set()


class CommandFailed(Exception):
    """A program ended with an error, or not in time. The text is for the user."""


def tail(text, lines=TAIL_LINES):
    return '\n'.join((text or '').splitlines()[-lines:])


def _end(process):
    """With what it started, which is in the session that it leads."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)


def run(arguments, limit=600, shown=False, **options):
    """Runs a program without input for at most limit seconds; its standard output. shown: that is seen as it comes."""
    name = shlex.join(str(argument) for argument in arguments)
    output = None if shown else subprocess.PIPE
    try:
        process = subprocess.Popen([str(argument) for argument in arguments], stdin=subprocess.DEVNULL,
                                   stdout=output, stderr=output, text=True, errors='replace',
                                   start_new_session=True, **options)
    except OSError as error:
        raise CommandFailed(f'{name}: {error.strerror}') from None
    _running.add(process)
    try:
        stdout, stderr = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        _end(process)
        stdout, stderr = process.communicate()
        raise CommandFailed(f'no end after {limit} s: {name}\n{tail(stdout)}\n{tail(stderr)}') from None
    finally:
        if process.returncode is None:
            _end(process)
        _running.discard(process)
    if process.returncode != 0:
        raise CommandFailed(f'exit status {process.returncode}: {name}\n{tail(stdout)}\n{tail(stderr)}')
    return stdout


def end_all():
    """Ends what runs at the moment, in any thread, so that who waits for it fails."""
    for process in list(_running):
        _end(process)
