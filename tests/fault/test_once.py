# SPDX-License-Identifier: LGPL-2.1-or-later
"""Failures in a run without a bus: the whole answer, or exit status 1 and one line that says why."""

import errno
import itertools
import json
import subprocess

import pytest

from bench import ON_10, CLEAR
from deadline import DEADLINE

ROWS = [("allocate", errno.ENOMEM, 10), ("open", errno.EMFILE, 8), ("open", errno.ENOMEM, 8)]


def run(bench, *arguments):
    return subprocess.run([bench.service.program, *arguments, *bench.arguments()], capture_output=True, text=True,
                          env=bench.service.environment(bench.environment(), bench.preload()), timeout=DEADLINE)


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
def test_once(bench, kind, error, least):
    for number in itertools.count(1):
        bench.faults.clear()
        bench.faults.arm(kind, number, error)
        check_answer(run(bench, "--once"))
        if not bench.faults.has_struck(kind):
            break
    assert number > least


@pytest.mark.parametrize("kind, error, least", ROWS)
def test_capture(bench, tmp_path, kind, error, least):
    """A file that is there is whole."""
    capture = tmp_path / "capture.dtb"
    for number in itertools.count(1):
        capture.unlink(missing_ok=True)
        bench.faults.clear()
        bench.faults.arm(kind, number, error)
        done = run(bench, "--capture", capture)
        struck = bench.faults.has_struck(kind)
        bench.faults.clear()
        if done.returncode != 0:
            check_refusal(done)
            assert not list(tmp_path.iterdir())
        else:
            replayed = subprocess.run([bench.service.program, "--once", "--replay", capture], capture_output=True,
                                      text=True, check=True, timeout=DEADLINE)
            check_answer(replayed)
        if not struck:
            break
    assert number > least
