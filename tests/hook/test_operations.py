# SPDX-License-Identifier: LGPL-2.1-or-later
"""Only a guest that is about to start is looked at: libvirt kills one whose hook fails at another time."""

import os
import re
import subprocess

import pytest

from guestfiles import mode
from hook import LIMIT, Hook, guest

DOOMED = guest(mode("power11"))
OTHERS = [("prepare", "end"), ("start", "begin"), ("started", "begin"), ("stopped", "end"), ("release", "end"),
          ("migrate", "begin"), ("restore", "begin"), ("reconnect", "begin"), ("attach", "begin")]


def test_the_guest_is_doomed(daemon, hook):
    hook.refuses(DOOMED)


@pytest.mark.parametrize("extra", ["-", "failed", "", "x" * 5000])
def test_the_last_argument_means_nothing(daemon, hook, extra):
    hook.refuses(DOOMED, words=("prepare", "begin", extra))


@pytest.mark.parametrize("operation, step", OTHERS)
def test_others_are_silent(daemon, hook, operation, step):
    assert hook.starts(DOOMED, words=(operation, step, "-")) == []


@pytest.mark.parametrize("operation, step", OTHERS)
def test_others_read_nothing(hook_path, silent_bus, journal, operation, step):
    """Neither a standard input that has no end nor a bus that is silent is waited for."""
    journal.take()
    with subprocess.Popen(["yes"], stdout=subprocess.PIPE) as endless:
        result = Hook(hook_path, silent_bus, journal).run(stdin=endless.stdout, words=(operation, step, "-"))
        assert os.read(endless.stdout.fileno(), 2) == b"y\n"
        endless.terminate()
    assert (result.status, result.stderr, result.records) == (0, b"", [])
    assert result.seconds < 0.8 * LIMIT


@pytest.mark.parametrize("words", [("resume", "begin", "-"), ("Prepare", "begin", "-"), ("", "", ""), ("prepare", "begin"),
                                   ("prepare",), (), ("prepare", "begin", "-", "-")])
def test_unknown_calls_are_noted(daemon, hook, words):
    assert hook.notes(DOOMED, words=words).startswith("This is no call of a hook that is known here: ")


def test_the_program_that_judges_is_gone(request, daemon, hook):
    """A package that is half installed keeps no guest from starting."""
    judge = request.config.getoption("--judge")
    subprocess.run(["mount", "--bind", "/dev/null", judge], check=True)
    try:
        assert hook.notes(DOOMED) == "The guest is not judged, as the program for it cannot be run: Permission denied"
    finally:
        subprocess.run(["umount", judge], check=True)
    hook.refuses(DOOMED)


def test_no_library_is_loaded_for_the_others(hook_path):
    """libvirt waits for each call."""
    said = subprocess.run(["readelf", "--dynamic", hook_path], capture_output=True, text=True, check=True).stdout
    needed = re.findall(r"\(NEEDED\).*\[(.+)\]", said)
    assert [name for name in needed if "san." not in name] == ["libc.so.6"]
