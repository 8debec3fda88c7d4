# SPDX-License-Identifier: LGPL-2.1-or-later
"""What each verdict comes to, with the real daemon on captures: only a sure no is refused."""

import pytest

from guestfiles import PASSTHROUGH, mode
from hook import CACHE, EMULATOR, Hook, argument, guest

CAP_10 = argument("-machine", "max-cpu-compat=power10")


@pytest.mark.parametrize("xml", [
    guest(PASSTHROUGH, more=CAP_10),
    guest(PASSTHROUGH, more=argument("-machine", "max-cpu-compat=power9")),
])
def test_yes_is_silent(daemon, hook, cache, xml):
    assert hook.starts(xml) == []


@pytest.mark.parametrize("xml, cause, cure", [
    (guest(PASSTHROUGH), "The guest sets no mode (asked: none; this host has: power10, power9). ",
     "Run: ppc-compatctl guest --fix web >fixed.xml; virsh define fixed.xml"),
    (guest(PASSTHROUGH, more=argument("-machine", "max-cpu-compat=power11")),
     "The guest's mode is newer than the mode of this host (asked: power11; this host has: power10, power9). ",
     "Run: ppc-compatctl guest --fix web >fixed.xml; virsh define fixed.xml"),
    (guest(mode("power10")), "The libvirt of this host does not know the processor or the mode ",
     "Run: ppc-compatctl guest --fix web >fixed.xml; virsh define fixed.xml"),
])
def test_no_is_refused_with_the_line_to_change(daemon, hook, cache, xml, cause, cure):
    """libvirt 11.3 has no name for Power11, so that only the command line can say the mode."""
    line = hook.refuses(xml)
    assert line.startswith(cause) and line.endswith(cure)


def test_the_line_to_change_follows_libvirt(daemon, hook, cache):
    cache.write(libvirt="11004000")
    assert hook.refuses(guest(mode("power11"))) == (
        "The guest's mode is newer than the mode of this host (asked: power11; this host has: power10, power9). "
        "Write <cpu mode='host-model'><model>power10</model></cpu>")


@pytest.mark.parametrize("qemu, refused", [("10000002", True), ("11001000", True), (None, False)])
def test_a_no_that_hangs_on_a_version(daemon, hook, cache, qemu, refused):
    """QEMU 11.2 on Linux 7.3 starts a guest without a mode."""
    if qemu:
        cache.write(qemu=qemu)
    xml = guest(PASSTHROUGH, emulator=EMULATOR if qemu else "/usr/bin/other")
    if refused:
        hook.refuses(xml)
    else:
        assert "sets no mode" in hook.notes(xml, verdict="no")


def test_newer_qemu(daemon, hook, cache):
    """The kernel of a machine that is no POWER is not known; with one before 7.3 it would be a no."""
    cache.write(qemu="11002000")
    assert "sets no mode" in hook.notes(guest(PASSTHROUGH), verdict="no")


def test_versions_of_the_right_emulator(daemon, hook, cache):
    cache.write(emulator="/usr/bin/qemu-new", qemu="11002000")
    cache.write(name="1")
    hook.refuses(guest(PASSTHROUGH))
    hook.notes(guest(PASSTHROUGH, emulator="/usr/bin/qemu-new"), verdict="no")


@pytest.mark.parametrize("text", ["", "<qemuCaps>", "<emulator>" + EMULATOR, f"<emulator>{EMULATOR}</emulator><version>",
                                  f"<emulator>{EMULATOR}</emulator><version>99999999999999999999</version>"])
def test_a_broken_cache_is_a_doubt(daemon, hook, cache, text):
    cache.write(name="other", emulator="/usr/bin/other")
    cache.write()
    (CACHE / "0.xml").write_text(text)
    hook.notes(guest(PASSTHROUGH), verdict="no")


def test_a_no_for_each_version_needs_no_cache(daemon, hook):
    hook.refuses(guest(mode("power11")))


def test_not_safe_is_noted(hook_on, cache):
    """POWER10 in POWER9 mode: without the second watchpoint register the guest runs raw."""
    xml = guest(PASSTHROUGH, more=argument("-machine", "cap-dawr1=off"))
    note = hook_on("linux-7.3-papr-power10-as-power9").notes(xml, verdict="not-safe")
    assert "runs without one" in note


def test_unknown_is_noted(hook_on):
    note = hook_on("kvm-guest-raw").notes(guest(mode("power10")), verdict="unknown")
    assert "It is not known which modes" in note


@pytest.mark.parametrize("reason, refused", [("kernel-without-capability", False), ("kvm-failed", False),
                                             ("guest-refused", True), ("kvm-stale", True)])
def test_a_host_that_is_not_certain(fake_hook, fake, reason, refused):
    """A mode that it does not offer may work."""
    fake.set(CompatModes=["power9"], HostMode="power11", State="degraded", Reason=reason)
    if refused:
        fake_hook.refuses(guest(mode("power10")))
    else:
        fake_hook.notes(guest(mode("power10")), verdict="no")


@pytest.mark.parametrize("xml", [
    guest(mode("power11"), kind="qemu"),
    guest(mode("power11"), machine="powernv10"),
    guest(mode("power11"), machine="pc", arch="x86_64"),
    guest(mode("power11"), kind="xen"),
])
def test_other_guests_are_none_of_its_business(hook_path, silent_bus, journal, xml):
    """Not even the bus is asked, which would not answer."""
    journal.take()
    assert Hook(hook_path, silent_bus, journal).starts(xml) == []


@pytest.mark.parametrize("name", ["web", "a b", "-x", "$(id)", "x" * 500, "w\u00e9b", "a\nb"])
def test_names_in_the_line(daemon, hook, cache, name):
    line = hook.refuses(guest(mode("power10")), name=name)
    assert line.endswith("--fix web >fixed.xml; virsh define fixed.xml" if name == "web" else "Run: ppc-compatctl guest")


def test_a_mode_that_is_no_word(daemon, hook):
    line = hook.refuses(guest(mode("p\u00f6wer\n\x1b[1m" + "9" * 400).replace("\x1b", "")))
    assert line.startswith("The guest asks for a mode that does not exist")
