# SPDX-License-Identifier: LGPL-2.1-or-later
"""Failures in a run without a bus: the whole answer, or exit status 1 and one line that says why."""

import errno
import itertools
import json
import subprocess

import pytest

from deadline import DEADLINE
from underfault import ON_10, CLEAR

ROWS = [("allocate", errno.ENOMEM, 10), ("open", errno.EMFILE, 8), ("open", errno.ENOMEM, 8)]


def run(daemon, *arguments):
    return subprocess.run([daemon.service.program, *arguments, *daemon.arguments()], capture_output=True, text=True,
                          env=daemon.service.environment(daemon.environment(), daemon.preload()), timeout=DEADLINE)


def check_refusal(done):
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1 and CLEAR.search(done.stderr), f"one clear line is wanted: {done.stderr}"


def check_answer(done):
    if done.returncode != 0:
        check_refusal(done)
        return
    answer = json.loads(done.stdout)
    # If no child could be made KVM was not asked, and that is reported.
    expected = ON_10 if answer["Reason"] != "kvm-failed" else ON_10 | {
        "CompatModes": [], "State": "degraded", "Reason": "kvm-failed", "Source": "none"}
    assert {name: answer[name] for name in expected} == expected
    assert done.stderr == ""


@pytest.mark.parametrize("kind, error, least", ROWS)
def test_once(daemon, kind, error, least):
    for number in itertools.count(1):
        daemon.faults.clear()
        daemon.faults.arm(kind, number, error)
        check_answer(run(daemon, "--once"))
        if not daemon.faults.has_struck(kind):
            break
    assert number > least


@pytest.mark.parametrize("kind, error, least", ROWS)
def test_capture(daemon, tmp_path, kind, error, least):
    """A file that is there is whole."""
    capture = tmp_path / "capture.dtb"
    for number in itertools.count(1):
        capture.unlink(missing_ok=True)
        daemon.faults.clear()
        daemon.faults.arm(kind, number, error)
        done = run(daemon, "--capture", capture)
        struck = daemon.faults.has_struck(kind)
        daemon.faults.clear()
        if done.returncode != 0:
            check_refusal(done)
            assert not list(tmp_path.iterdir())
        else:
            replayed = subprocess.run([daemon.service.program, "--once", "--replay", capture], capture_output=True,
                                      text=True, check=True, timeout=DEADLINE)
            check_answer(replayed)
        if not struck:
            break
    assert number > least
