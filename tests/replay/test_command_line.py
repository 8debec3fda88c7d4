# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command line: each mistake is one line that names it and where help is, and each failure names its step."""

import subprocess

import pytest

from answer import TIME_LIMIT


@pytest.mark.parametrize("words, named", [
    (["--nope"], "--nope"), (["-x"], "-x"), (["--once=3"], "--once=3"), (["--re"], "--re"), (["--capture"], "--capture"),
    (["word"], "options only"), (["--once", "word", "--nope"], "options only"),
    (["--capture", "x", "--once"], "--capture"), (["--replay", "x", "--kvm-device", "y"], "--replay"),
], ids=" ".join)
def test_mistakes(daemon, words, named):
    done = daemon.run(*words)
    (line,) = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (2, b"")
    assert line.startswith("ppc-compatd: ") and line.endswith("see 'ppc-compatd --help'") and named in line


@pytest.mark.parametrize("word", ["--help", "-h", "--version"])
def test_output(daemon, word):
    done = daemon.run(word)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"ppc-compatd" in done.stdout
    with open("/dev/full", "wb") as full:
        done = subprocess.run([daemon.path, word], stdout=full, stderr=subprocess.PIPE, timeout=TIME_LIMIT)
    assert done.returncode == 1
    assert b"No space left" in done.stderr


def test_the_step_that_failed(daemon):
    """Three descriptors are taken at the start, and the first one more is for the signals."""
    done = subprocess.run(["prlimit", "--nofile=4", daemon.path, "--address=unix:path=/nonexistent"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIME_LIMIT)
    assert done.returncode == 1
    assert done.stderr == "ppc-compatd: cannot wait for signals: Too many open files\n"
