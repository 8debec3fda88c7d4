# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Who writes a file, on a disk that fails at one of the steps: the file that was there before is the old one or the new
one, nothing is left beside it, and the failure is reported.
"""

import errno
import itertools
import os
import shutil
import subprocess
from dataclasses import dataclass

import pytest

from deadline import DEADLINE, wait_for
from faults import FOR_EVER
from modes import LOGICAL_9, LOGICAL_10
from underfault import ON_9, ON_10

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may refresh")

# What fails, and which call of it.
STEPS = {"create": ("create", 1), "write": ("save", 1), "sync": ("sync", 1), "rename": ("rename", 1),
         "sync-folder": ("sync", 2)}
ERRORS = [errno.ENOSPC, errno.EIO, errno.EROFS]
FORMATS = ["prometheus", "nfd", "ansible", "nova"]
OLD = "what was there before\n"
SLOW = 0.5


@dataclass(frozen=True)
class Failure:
    """A step, the error of it, and the text that was there before, None for no file."""

    step: str
    error: int
    before: str

    def arm(self, faults, times=1):
        kind, number = STEPS[self.step]
        faults.clear()
        faults.arm(kind, number, self.error, times)

    def check_struck(self, faults):
        assert faults.has_struck(STEPS[self.step][0]), f"{self}: there is no such call"

    def check_folder(self, path):
        """Only where the folder could not be written to the disk the file is the new one."""
        is_new = self.step == "sync-folder"
        text = path.read_text(errors="replace") if path.exists() else None
        assert (text != self.before) == is_new, f"{self}: {text}"
        names = list(path.parent.iterdir())
        assert names == ([path] if is_new or self.before else []), f"{self}: {names}"


each_step = pytest.mark.parametrize("step", STEPS)


@pytest.fixture
def folder(place):
    folder = place / "output"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def running(daemon):
    daemon.start()
    assert daemon.goes_on(ON_10)
    return daemon


def check_program(daemon, failure, path, *command):
    """A program that fails at its output, while the daemon does not."""
    if failure.before:
        path.write_text(failure.before)
    failure.arm(daemon.faults)
    environment = daemon.environment() | {"LD_PRELOAD": ":".join(map(str, daemon.preload()))}
    done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, env=environment)
    failure.check_struck(daemon.faults)
    assert (done.returncode, done.stdout) == (1, ""), f"{failure}: {done}"
    assert done.stderr.count("\n") == 1 and os.strerror(failure.error) in done.stderr, f"{failure}: {done.stderr}"
    failure.check_folder(path)
    path.unlink(missing_ok=True)


@each_step
def test_capture(daemon, programs, folder, step):
    path = folder / "capture.dtb"
    for error, before in itertools.product(ERRORS, [OLD, None]):
        check_program(daemon, Failure(step, error, before), path, programs[0], *daemon.arguments(), "--capture", path)


@each_step
def test_export(running, programs, folder, step):
    path = folder / "output"
    for error, before, form in itertools.product(ERRORS, [OLD, None], FORMATS):
        check_program(running, Failure(step, error, before), path, programs[1],
                      f"--address={running.service.address}", "export", form, f"--output={path}")


@needs_root
@each_step
def test_state(running, step):
    """The daemon goes on with the new answer, and saves it when the disk works again."""
    for error, (cpu_version, expected) in zip(ERRORS, itertools.cycle([(LOGICAL_9, ON_9), (LOGICAL_10, ON_10)])):
        failure = Failure(step, error, running.state.read_text())
        generation = running.client.get("Generation")
        running.tree.set_cpu_version(cpu_version)
        running.forget_lines()
        failure.arm(running.faults, FOR_EVER)
        running.refresh()
        assert running.goes_on(expected)
        failure.check_struck(running.faults)
        wait_for(lambda: any("cannot be written" in line and os.strerror(error) in line
                             for line in running.new_lines()), "a line that says so")
        failure.check_folder(running.state)
        running.faults.clear()
        running.check_answer(expected, generation + 1, {"", "kvm-stale"})
        assert list(running.folder.iterdir()) == [running.state]
    running.stop()


@needs_root
def test_slow_disk(running):
    """Whoever hears of a change hears of it when it is saved, however long the disk takes."""
    before = running.client.get("Generation")
    running.faults.slow_disk(SLOW)
    running.tree.set_cpu_version(LOGICAL_9)
    generation = running.client.refresh("migration")
    assert generation == running.saved_generation() == before + 1
    running.faults.clear()
    running.check_answer(ON_9, generation, {"", "kvm-stale"})
    running.stop()


@needs_root
def test_a_crash_beside_a_slow_disk(running):
    """A generation that was announced never comes back, for this answer or another."""
    running.faults.slow_disk(SLOW)
    running.tree.set_cpu_version(LOGICAL_9)
    assert running.goes_on(ON_9)
    told = running.client.get("Generation")
    running.kill()
    running.faults.clear()
    running.tree.set_cpu_version(LOGICAL_10)
    running.start()
    assert running.goes_on(ON_10)
    assert running.client.get("Generation") == told + 1
    running.stop()
