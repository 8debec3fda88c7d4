# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the daemon on one input and checks what holds for every answer and for every refusal."""

import json
import os
import re
import subprocess

import contract

MODES = {"power11": 1 << 60, "power10": 1 << 61, "power9": 1 << 62}
OLDER_MODES = ["power8", "power7", "power6"]
NEWER_MODES = ["power12"]
TRIED = [*MODES, "power8"]
OPTIONS = [
    "cap-cfpc=broken", "cap-sbbc=broken", "cap-ibs=broken", "cap-hpt-max-page-size=4k", "cap-large-decr=off",
    "cap-ccf-assist=off", "cap-fwnmi=off", "cap-ail-mode-3=off", "cap-dawr1=off",
]  # fmt: skip
STATES = ["ready", "degraded", "unavailable"]
SOURCES = ["kvm", "trial", "device-tree", "none"]
PLATFORMS = ["powervm", "powernv", "kvm", "qemu", "pseries", "other"]
REASONS = [
    "", "kvm-stale", "kvm-empty", "kvm-denied", "kvm-failed", "kvm-timeout", "no-kvm", "no-kvm-hv", "not-power",
    "kernel-without-capability", "raw-cpu-version", "unknown-cpu-version", "malformed-device-tree",
    "mixed-cpu-versions", "guest-refused",
]  # fmt: skip

TYPES = contract.property_types()
STABLE = contract.stable_properties()
OF_THE_RUN = [name for name in TYPES if name not in STABLE]

# No answer takes longer than this, whatever the input; a sanitized build on a busy machine is meant to fit in.
TIME_LIMIT = 5

# Takes from root the right to read what its mode bits forbid.
RIGHTS = "-dac_override,-dac_read_search"
WITHOUT_ROOT = ["setpriv", f"--bounding-set={RIGHTS}", f"--inh-caps={RIGHTS}"]


class Refused(AssertionError):
    """The daemon gave a refusal where an answer was wanted."""


class Daemon:
    """The ppc-compatd under test."""

    def __init__(self, path):
        self.path = path

    def run(self, *args, unprivileged=False):
        prefix = WITHOUT_ROOT if unprivileged and os.geteuid() == 0 else []
        command = [*prefix, str(self.path), *map(str, args)]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIME_LIMIT)

    def replay(self, blob, **kwargs):
        """The answer for a capture."""
        return checked_answer(self.run("--once", "--replay", blob, **kwargs))

    def look(self, directory, **kwargs):
        """The answer for a directory as the device tree of a host that has no KVM."""
        return checked_answer(self.run("--once", *host(directory), **kwargs))

    def capture(self, directory, blob, **kwargs):
        """Writes a capture of such a host."""
        done = self.run(*host(directory), "--capture", blob, **kwargs)
        assert (done.returncode, done.stderr, done.stdout) == (0, b"", b"")

    def refuse(self, blob, **kwargs):
        """Expects that the daemon does not trust a file."""
        check_refusal(self.run("--once", "--replay", blob, **kwargs), blob)

    def answer_or_refuse(self, blob):
        """For input that may be taken either way, but only whole: the answer, or None for a proper refusal."""
        done = self.run("--once", "--replay", blob)
        if done.returncode == 0:
            return checked_answer(done)
        check_refusal(done, blob)
        return None


def host(directory):
    return ["--device-tree", directory, "--kvm-device", "/nonexistent"]


def checked_answer(done):
    """The answer of a run that succeeded, after checking what holds for every one."""
    if done.returncode == 1:
        raise Refused(done.stderr.decode(errors="backslashreplace"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.endswith(b"\n") and done.stdout.count(b"\n") == 1, "one line is wanted"
    answer = json.loads(done.stdout)
    assert list(answer) == STABLE + OF_THE_RUN
    check_spelling(answer)
    check_sense(answer)
    return answer


def check_spelling(answer):
    for key in ("CompatMask", "KernelMask"):
        assert re.fullmatch("0x[0-9a-f]{16}", answer[key]), key
    for key in ("HostLogicalPVR", "ProcessorPVR"):
        assert re.fullmatch("0x[0-9a-f]{8}", answer[key]), key
    for key in ("HostMode", "ProcessorModel"):
        assert answer[key] in ["", *NEWER_MODES, *MODES, *OLDER_MODES], key
    assert answer["TrialModes"] == [mode for mode in TRIED if mode in answer["TrialModes"]]
    options = [f"{key}={value}" for key, value in answer["MachineOptions"].items()]
    assert options == [option for option in OPTIONS if option in options]
    assert answer["State"] in STATES
    assert answer["Reason"] in REASONS
    assert answer["Source"] in SOURCES
    assert answer["Platform"] in PLATFORMS
    for key in OF_THE_RUN:
        assert type(answer[key]) is {"s": str, "t": int}[TYPES[key]], key


def check_sense(answer):
    """That the properties of one answer agree with each other."""
    mask, kernel_mask = int(answer["CompatMask"], 16), int(answer["KernelMask"], 16)
    modes = [mode for mode, bit in MODES.items() if mask & bit]
    assert mask == sum(MODES[mode] for mode in modes), "a bit that has no name"
    assert answer["CompatModes"] == modes
    older = ["power8"] if "power8" in answer["TrialModes"] else [""]
    assert answer["RecommendedMode"] == (modes + older)[0]
    assert (answer["State"] == "ready") == (answer["Reason"] == "")
    if answer["Source"] == "kvm":
        assert mask & ~kernel_mask == 0, "a mode that KVM did not give"
    if answer["Source"] == "trial":
        assert set(modes) <= set(answer["TrialModes"]), "a mode that was not tried"
    if answer["Source"] == "none" or answer["State"] == "unavailable":
        assert mask == 0
    if answer["HostMode"] in MODES:
        assert all(MODES[mode] >= MODES[answer["HostMode"]] for mode in modes), "a mode newer than the host's"
    if answer["HostMode"] in OLDER_MODES:
        assert mask == 0, "a mode newer than the host's"
    logical = int(answer["HostLogicalPVR"], 16)
    assert logical == 0 or logical >> 24 == 0x0F


def check_refusal(done, path):
    """That a run refused a file in the one way there is: a line that names it, exit 1, nothing else."""
    assert (done.returncode, done.stdout) == (1, b"")
    lines = done.stderr.split(b"\n")
    assert len(lines) == 2 and lines[1] == b"", f"one line is wanted: {done.stderr!r}"
    assert os.fsencode(path) in lines[0], f"the file's name is wanted: {done.stderr!r}"


def stable(answer):
    return {key: answer[key] for key in STABLE}
