# SPDX-License-Identifier: LGPL-2.1-or-later
"""How asking KVM may end, and what is published then. All answers are simulated: see simkvm.c."""

import signal

import pytest

from deadline import wait_for
from modes import LOGICAL_10, NAMES_UP_TO_10, UP_TO_10, UP_TO_11
from tree import Tree

UNKNOWN_BITS = 1 << 40 | 1

OUTCOMES = [
    (f"ok {UP_TO_10:#x}", ("ready", "", "kvm"), NAMES_UP_TO_10),
    (f"ok {UP_TO_10 | UNKNOWN_BITS:#x}", ("ready", "", "kvm"), NAMES_UP_TO_10),
    (f"ok {UP_TO_11:#x}", ("degraded", "kvm-stale", "kvm"), NAMES_UP_TO_10),
    (f"ok {UNKNOWN_BITS:#x}", ("unavailable", "kvm-empty", "kvm"), []),
    ("ok 0", ("unavailable", "kvm-empty", "kvm"), []),
    ("no-capability", ("degraded", "kernel-without-capability", "none"), []),
    ("failed ENOTTY", ("degraded", "kernel-without-capability", "none"), []),
    ("no-capability trial=rrrx", ("ready", "", "trial"), NAMES_UP_TO_10),
    ("no-capability trial=xrxx", ("ready", "", "trial"), ["power10"]),
    ("no-capability trial=xxxx", ("unavailable", "guest-refused", "trial"), []),
    ("no-capability trial=xrbb", ("degraded", "kernel-without-capability", "trial"), ["power10"]),
    ("no-capability trial=xrd", ("degraded", "kernel-without-capability", "trial"), ["power10"]),
    ("failed ENOTTY trial=xrrx", ("ready", "", "trial"), NAMES_UP_TO_10),
    ("refused trial=xrrx", ("ready", "", "trial"), NAMES_UP_TO_10),
    (f"ok {UP_TO_10:#x} trial=xrrr", ("ready", "", "kvm"), NAMES_UP_TO_10),
    (f"ok {UP_TO_10:#x} trial=xrxx", ("degraded", "guest-refused", "kvm"), ["power10"]),
    (f"ok {UP_TO_10:#x} trial=d", ("ready", "", "kvm"), NAMES_UP_TO_10),
    ("refused", ("degraded", "unknown-cpu-version", "none"), []),
    ("no-device", ("unavailable", "no-kvm", "none"), []),
    ("no-hv", ("unavailable", "no-kvm-hv", "none"), []),
    ("denied", ("unavailable", "kvm-denied", "none"), []),
    ("failed EACCES", ("unavailable", "kvm-denied", "none"), []),
    ("failed EIO", ("degraded", "kvm-failed", "none"), []),
    ("failed E2BIG", ("degraded", "kvm-failed", "none"), []),
    ("die", ("degraded", "kvm-failed", "none"), []),
]


def is_mask(behaviour):
    return behaviour.startswith("ok")


@pytest.mark.parametrize("behaviour, judgement, modes", OUTCOMES, ids=[outcome[0] for outcome in OUTCOMES])
def test_outcome(service, kvm, place, client, behaviour, judgement, modes):
    kvm.behave(behaviour)
    service.live(Tree(place, LOGICAL_10), kvm)
    client.wait_for_name()
    properties = client.get_all()
    assert (properties["State"], properties["Reason"], properties["Source"]) == judgement
    assert properties["CompatModes"] == modes
    assert properties["RecommendedMode"] == (modes[0] if modes else "")
    assert properties["KernelMask"] == (int(behaviour.split()[1], 16) if is_mask(behaviour) else 0)
    assert properties["TrialModes"] == modes_that_ran(behaviour)
    assert properties["QueryCount"] == len(kvm.probes()) == 1


def modes_that_ran(behaviour):
    ends = behaviour.partition("trial=")[2]
    return [mode for mode, end in zip(["power11", "power10", "power9", "power8"], ends) if end == "r"]


@pytest.mark.parametrize("behaviour, reason, kept", [
    ("failed EIO", "kvm-failed", True),
    ("die", "kvm-failed", True),
    ("no-device", "no-kvm", False),
    ("denied", "kvm-denied", False),
])
def test_after_a_good_answer(service, kvm, place, client, recorder, behaviour, reason, kept):
    """Only if KVM fails, its last good answer replaces the missing one."""
    kvm.answer(UP_TO_10)
    service.live(Tree(place, LOGICAL_10), kvm)
    client.wait_for_name()
    kvm.behave(behaviour)
    service.send(signal.SIGHUP)
    recorder.wait_for_reason(reason)
    assert client.get("CompatModes") == (NAMES_UP_TO_10 if kept else [])
    assert client.get("Source") == ("kvm" if kept else "none")
    assert client.get("KernelMask") == 0


def test_a_failure_is_named_once(service, kvm, place, client):
    """The step and the error are in the log, for each kind of failure once, however often it is asked again."""
    kvm.behave("failed EIO")
    service.live(Tree(place, LOGICAL_10), kvm)
    client.wait_for_name()
    kvm.wait_for_probes(2)
    kvm.behave("denied")
    kvm.wait_for_probes(3)
    wait_for(lambda: client.get("Reason") == "kvm-denied", "the answer")
    failures = [line for line in service.lines() if line.startswith("KVM cannot be asked")]
    assert failures == ["KVM cannot be asked: KVM_PPC_GET_COMPAT_CAPS failed (Input/output error).",
                        "KVM cannot be asked: open failed (Permission denied)."]
