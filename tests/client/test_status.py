# SPDX-License-Identifier: LGPL-2.1-or-later
"""The status screen: what it says of real captures, and how it looks on a pipe and on a terminal."""

import re
import time

import pytest

from rig import GENERAL, REASONS

# Capture -> processor, host mode, platform, guest modes, state, as on the screen.
SCREENS = {
    "lpar-9105-22a-power11": (
        "POWER11 (PVR 0x00820200)", "POWER11", "PowerVM logical partition",
        "power11 (recommended), power10, power9", "ready"),
    "lpar-120-cores-power11-as-power10": (
        "POWER11 (PVR 0x00820200)", "POWER10 (a POWER11 processor running in POWER10 compatibility mode)",
        "PowerVM logical partition", "power10 (recommended), power9", "ready"),
    "linux-7.3-papr-power11-moved-to-power10": (
        "POWER11 (PVR 0x00821200)", "POWER10 (a POWER11 processor running in POWER10 compatibility mode)",
        "machine emulated by QEMU", "power10 (recommended), power9", "degraded (kvm-stale)"),
    "opal-t2p9d01-power9": (
        "POWER9 (PVR 0x004e1202)", "POWER9", "bare metal (PowerNV)", "power9 (recommended)", "ready"),
    "opal-8247-22l-power8": (
        "POWER8 (PVR 0x004b0201)", "POWER8", "bare metal (PowerNV)",
        "unknown: no guest could be tried on this POWER8 server; turn off SMT with 'ppc64_cpu --smt=off' and run "
        "'ppc-compatctl refresh'", "ready"),
    "kvm-guest-raw": (
        "POWER8 (PVR 0x004b0201)", "POWER8", "KVM guest", "none", "degraded (raw-cpu-version)"),
    "linux-7.3-no-nesting-power10": (
        "POWER10 (PVR 0x00801200)", "POWER10", "machine emulated by QEMU", "none", "unavailable (no-kvm-hv)"),
    "../rules/no-tree-no-device": (
        None, "unknown", "unknown (the device tree cannot be seen)", "none", "unavailable (no-kvm)"),
    "powermac-g4": (
        None, "unknown", "not a POWER server", "none", "unavailable (not-power)"),
}


def fields(screen):
    """Label -> text; a line that hangs under another belongs to it."""
    found = {}
    for line in screen.splitlines():
        match = re.fullmatch(r" *([A-Z][A-Za-z ]+): (.*)", line) if line[:14].strip() else None
        if match:
            label = match[1]
            found[label] = match[2]
        else:
            found[label] += " " + line.strip()
    return found


def without_escapes(screen):
    return re.sub(r"\x1b\[[0-9;]*m", "", screen)


@pytest.mark.parametrize("capture", SCREENS)
def test_captures(capture, daemon, ctl):
    daemon.start(capture)
    said = fields(ctl.succeed("status"))
    expected = dict(zip(("Processor", "Host mode", "Platform", "Guest modes", "State"), SCREENS[capture]))
    assert {label: said[label] for label, text in expected.items() if text} == \
        {label: text for label, text in expected.items() if text}
    assert ("Why" in said) == ("What to do" in said) == (said["State"] != "ready")
    assert said["Last change"].endswith(", when the service started")


def test_status_is_the_default(shared_fake, shared_ctl):
    shared_fake.set()
    assert shared_ctl.succeed() == shared_ctl.succeed("status")


def test_whole_screen(shared_fake, shared_ctl):
    shared_fake.set(LastChangeTimestamp=4_000_000_000_000_000)
    assert shared_ctl.succeed() == (
        "   Processor: POWER11 (PVR 0x00820200)\n"
        "   Host mode: POWER10 (a POWER11 processor running in POWER10 compatibility mode)\n"
        "    Platform: PowerVM logical partition\n"
        " Guest modes: power10 (recommended), power9\n"
        "       State: ready\n"
        " Last change: Tue 2096-10-02 07:06:40 UTC, after a live migration\n")


def actions():
    for entry in REASONS:
        for platform in ("powervm", "powernv", "kvm", "qemu", "pseries", "other"):
            yield entry["reason"], platform, entry["meaning"], entry.get("action_on", {}).get(platform, entry["action"])


@pytest.mark.parametrize("reason, platform, meaning, action", actions())
def test_each_reason_is_explained(shared_fake, shared_ctl, reason, platform, meaning, action):
    shared_fake.set(State="degraded", Reason=reason, Platform=platform)
    said = fields(shared_ctl.succeed())
    assert (said["State"], said["Why"], said["What to do"]) == (f"degraded ({reason})", meaning, action)


# What the cause may be, and what helps on which hosts only.
ADVICE = [
    ("no-kvm", "powervm", ["modinfo kvm-hv", "KVM Capable", "Power10 or newer", "FW1060"], ["nested"]),
    ("no-kvm-hv", "powervm", ["modinfo kvm-hv", "KVM Capable", "Power10 or newer", "FW1060"], ["nested"]),
    ("no-kvm", "kvm", ["modinfo kvm-hv", "POWER9 or newer", "cap-nested-hv"], ["HMC"]),
    ("no-kvm-hv", "qemu", ["modinfo kvm-hv", "POWER9 or newer", "cap-nested-hv"], ["HMC"]),
    ("no-kvm", "powernv", ["modinfo kvm-hv"], ["HMC", "nested"]),
    ("no-kvm", "other", ["container", "/sys/firmware", "/dev/kvm"], ["HMC", "irmware is", "nested"]),
]


@pytest.mark.parametrize("reason, platform, said, not_said", ADVICE)
def test_advice_can_be_followed(shared_fake, shared_ctl, reason, platform, said, not_said):
    """A kernel without KVM is no matter of the HMC, an old processor cannot nest, and a container has no firmware."""
    shared_fake.set(State="unavailable", Reason=reason, Platform=platform, CompatModes=[], RecommendedMode="")
    advice = fields(shared_ctl.succeed())["What to do"]
    assert [word for word in said if word not in advice] == [] == [word for word in not_said if word in advice]
    if "HMC" in advice:
        assert advice.index("modinfo") < advice.index("HMC")


def test_no_mode_and_no_answer_differ(shared_fake, shared_ctl):
    nothing = {"CompatModes": [], "RecommendedMode": "", "State": "unavailable"}
    shared_fake.set(**nothing, Reason="no-kvm")
    assert fields(shared_ctl.succeed())["Guest modes"] == "none"
    shared_fake.set(**nothing, Reason="kvm-denied")
    assert fields(shared_ctl.succeed())["Guest modes"] == "unknown"


def test_unknown_values(shared_fake, shared_ctl):
    shared_fake.set(HostMode="", HostLogicalPVR=0x0F000008, ProcessorModel="", ProcessorPVR=0x00840100)
    said = fields(shared_ctl.succeed())
    assert said["Processor"] == "unknown (PVR 0x00840100)"
    assert said["Host mode"] == "unknown (cpu-version 0x0f000008)"
    shared_fake.set(HostMode="", HostLogicalPVR=0, ProcessorModel="", ProcessorPVR=0)
    said = fields(shared_ctl.succeed())
    assert (said["Processor"], said["Host mode"]) == ("unknown", "unknown")


def test_words_of_a_later_version_pass_through(shared_fake, shared_ctl):
    shared_fake.set(State="resting", Reason="moon-phase", Platform="submarine", LastTrigger="whim",
                    CompatModes=["power12", "power11"], RecommendedMode="power12", HostMode="power12")
    said = fields(shared_ctl.succeed())
    assert said["State"] == "resting (moon-phase)"
    assert said["Platform"] == "submarine"
    assert said["Guest modes"] == "power12 (recommended), power11"
    assert said["Host mode"].startswith("POWER12 ")
    assert said["Last change"].endswith(", whim")
    assert (said["Why"], said["What to do"]) == (GENERAL["meaning"], GENERAL["action"])


def test_nothing_escapes_to_the_terminal(shared_fake, shared_ctl):
    shared_fake.set(State="ready\x1b[2J\n\u00e9", Platform="\x1b]0;title\x07", CompatModes=["\x1b[31m"])
    screen = shared_ctl.succeed()
    assert re.fullmatch(r"[ -~\n]+", screen)
    assert len(screen.splitlines()) == 6


@pytest.mark.parametrize("age, words", [
    (0.2, "just now"), (5, "5s ago"), (61, "1min 1s ago"), (120, "2min ago"), (310, "5min ago"), (3 * 3600, "3h ago"),
    (3 * 3600 + 240, "3h 4min ago"), (30 * 3600, "1 day 6h ago"), (3 * 86400, "3 days ago"),
    (8 * 86400, "1 week 1 day ago"), (40 * 86400, "1 month 9 days ago"), (800 * 86400, "2 years 2 months ago"),
])
def test_age_of_the_last_change(shared_fake, shared_ctl, age, words):
    shared_fake.set(LastChangeTimestamp=int((time.time() - age) * 1e6))
    said = fields(shared_ctl.succeed())["Last change"].split("; ")[1].removesuffix(", after a live migration")
    # A slow machine adds seconds.
    if age < 120:
        assert re.fullmatch(r"just now|\d+s ago|1min(?: \d+s)? ago", said)
    else:
        assert re.sub(r" \d+s ago", " ago", said) == words


def test_never_changed(shared_fake, shared_ctl):
    shared_fake.set(LastChangeTimestamp=0)
    assert fields(shared_ctl.succeed())["Last change"] == "never"


def test_time_zone(shared_fake, shared_ctl):
    shared_fake.set(LastChangeTimestamp=1_795_428_723_000_000)
    assert fields(shared_ctl.succeed(TZ="CET-1"))["Last change"].startswith("Mon 2026-11-23 11:12:03 CET")


def test_same_bytes_in_every_locale(shared_fake, shared_ctl):
    shared_fake.set(State="degraded", Reason="no-kvm", LastChangeTimestamp=4_000_000_000_000_000)
    screens = {shared_ctl.succeed(LC_ALL=locale) for locale in ("C", "C.UTF-8", "de_DE.UTF-8")}
    assert len(screens) == 1 and screens.pop().isascii()


def test_a_pipe_gets_plain_text(shared_fake, shared_ctl):
    shared_fake.set(State="degraded", Reason="no-kvm")
    assert "\x1b" not in shared_ctl.succeed(TERM="xterm-256color")


@pytest.mark.parametrize("state, colour", [("ready", "32"), ("degraded", "33"), ("unavailable", "31")])
def test_a_terminal_gets_colour(shared_fake, shared_ctl, state, colour):
    shared_fake.set(State=state)
    screen = shared_ctl.run_in_terminal(TERM="xterm-256color")
    assert f"\x1b[1;{colour}m{state}\x1b[0m" in screen
    assert fields(without_escapes(screen)) == fields(shared_ctl.succeed())


@pytest.mark.parametrize("environment", [{"TERM": "xterm", "NO_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_a_terminal_without_colour(shared_fake, shared_ctl, environment):
    shared_fake.set()
    assert "\x1b" not in shared_ctl.run_in_terminal(**environment)


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 300])
def test_sentences_fit_the_terminal(shared_fake, shared_ctl, columns):
    shared_fake.set(State="degraded", Reason="no-kvm", Platform="powervm", ProcessorModel="power10",
                    LastChangeTimestamp=0)
    screen = shared_ctl.run_in_terminal(columns=columns)
    sentences = screen[screen.index("Why"):screen.index("Last change")]
    assert max(len(line) for line in sentences.splitlines()) <= min(columns, 100)
    assert fields(screen) == fields(shared_ctl.succeed())
