# SPDX-License-Identifier: LGPL-2.1-or-later
"""
What the contract makes of a host of PowerVM with one processor: of its cpu-version, of a line for the simulated
KVM how to behave, and of the modes that KVM last gave there. Written from the contract and not from the daemon.
"""

from dataclasses import dataclass

from modes import LOGICAL_9, LOGICAL_10, LOGICAL_11, POWER9, POWER10, POWER11, UP_TO_9, UP_TO_10, UP_TO_11

UNKNOWN_VERSION = 0x0F000042
HOSTS = {LOGICAL_9: ("power9", UP_TO_9), LOGICAL_10: ("power10", UP_TO_10), LOGICAL_11: ("power11", UP_TO_11),
         UNKNOWN_VERSION: ("", UP_TO_11)}
BITS = {"power11": POWER11, "power10": POWER10, "power9": POWER9, "power8": 0}
WITHOUT_GUESTS = {"no-device": "no-kvm", "no-hv": "no-kvm-hv", "denied": "kvm-denied"}
# Of the daemon, to the first answer and again to the rest of it; and of the simulated KVM where it is slow.
LIMIT, SLOW = 5.0, 1.5


def bits_of(names):
    return sum(BITS[name] for name in names)


def names_of(mask):
    return [name for name, bit in BITS.items() if mask & bit]


@dataclass(frozen=True)
class Answer:
    """KVM's, and how long the question takes at least and at most, on a machine that is not busy."""

    outcome: str
    mask: int
    ran: tuple
    refused: tuple
    shortest: float
    longest: float

    @property
    def trial_is_done(self):
        return bits_of({*self.ran, *self.refused}) == UP_TO_11

    @property
    def wants_good(self):
        return self.outcome in ("kvm-failed", "kvm-timeout")

    @property
    def good(self):
        """The modes that hold for a while where KVM fails later; None: those of the answer before still do."""
        if self.outcome == "ok":
            return self.mask & UP_TO_11 & ~bits_of(self.refused)
        return (bits_of(self.ran) or None) if self.trial_is_done else None


def outcome_of(word, value):
    if word == "failed":
        return "no-capability" if value == "ENOTTY" else "kvm-failed"
    return {"slow": "ok", "die": "kvm-failed", "hang": "kvm-timeout"}.get(word, word)


def answer_of(line):
    words = [word for word in line.split() if not word.startswith("trial=")]
    outcome = outcome_of(words[0], words[-1])
    ends = line.partition("trial=")[2] if outcome in ("ok", "no-capability", "refused") else ""
    told = ends.split("h")[0].split("d")[0]
    ran = tuple(name for name, end in zip(BITS, told) if end == "r")
    refused = tuple(name for name, end in zip(BITS, told) if end == "x")
    return Answer(outcome, int(words[1], 16) if outcome == "ok" else 0, ran, refused, *times_of(words[0], ends))


def times_of(word, ends):
    if word == "hang" or "h" in ends.split("d")[0]:
        limit = LIMIT if word == "hang" else 2 * LIMIT
        # It counts from a moment before the child has come to open the device.
        return limit - 1, limit
    return (SLOW, SLOW) if word == "slow" else (0.0, 0.0)


def judge_mask(answer, bound, flaw):
    offered, refusals = answer.mask & UP_TO_11, bits_of(answer.refused)
    if not offered:
        return "unavailable", "kvm-empty", "kvm", 0
    stale, refused = offered & ~bound, offered & bound & refusals
    reason = flaw
    if stale:
        reason = "kvm-stale"
    if refused.bit_count() > stale.bit_count():
        reason = "guest-refused"
    return "degraded" if reason else "ready", reason, "kvm", offered & bound & ~refusals


def judge_without_mask(answer, bound, flaw):
    mask = bits_of(answer.ran) & bound
    if not answer.trial_is_done:
        otherwise = "unknown-cpu-version" if answer.outcome == "refused" else "kernel-without-capability"
        return "degraded", flaw or otherwise, "trial" if mask else "none", mask
    if not mask and "power8" not in answer.ran:
        return "unavailable", "guest-refused", "trial", 0
    return "degraded" if flaw else "ready", flaw, "trial", mask


def judge_answer(answer, bound, flaw, good):
    if answer.outcome == "ok":
        return judge_mask(answer, bound, flaw)
    if answer.outcome in ("no-capability", "refused"):
        return judge_without_mask(answer, bound, flaw)
    if answer.outcome in WITHOUT_GUESTS:
        return "unavailable", WITHOUT_GUESTS[answer.outcome], "none", 0
    mask = 0 if flaw else good & bound
    return "degraded", answer.outcome, "kvm" if mask else "none", mask


def judge(version, answer, good=0):
    """The properties that hang on it."""
    host_mode, bound = HOSTS[version]
    flaw = "" if host_mode else "unknown-cpu-version"
    state, reason, source, mask = judge_answer(answer, bound, flaw, good)
    names = names_of(mask)
    recommended = names[0] if names else "power8" if "power8" in answer.ran else ""
    return {"CompatMask": mask, "CompatModes": names, "RecommendedMode": recommended, "KernelMask": answer.mask,
            "HostMode": host_mode, "HostLogicalPVR": version, "State": state, "Reason": reason, "Source": source,
            "TrialModes": list(answer.ran)}
