# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the page shows of a host, as soon as it is opened."""

import json
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The last is for a word that is not known.
*KNOWN, GENERAL = json.loads((ROOT / "client" / "text" / "reasons.json").read_text())
REASONS = {entry["reason"]: entry for entry in KNOWN}

# Capture -> processor, host mode, platform, guest modes, state with its reason.
HOSTS = {
    "lpar-120-cores-power11-as-power10": (
        "POWER11", "POWER10\na POWER11 processor running in POWER10 compatibility mode", "PowerVM logical partition",
        ["power10 (recommended)", "power9"], "ready"),
    "linux-7.3-papr-power11-moved-to-power10": (
        "POWER11", "POWER10\na POWER11 processor running in POWER10 compatibility mode", "machine emulated by QEMU",
        ["power10 (recommended)", "power9"], "degraded kvm-stale"),
    "lpar-9009-22a-power9": (
        "POWER9", "POWER9", "PowerVM logical partition", ["none"], "unavailable no-kvm-hv"),
    "lpar-9105-22a-power11": (
        "POWER11", "POWER11", "PowerVM logical partition", ["power11 (recommended)", "power10", "power9"], "ready"),
    "opal-8247-22l-power8": (
        "POWER8", "POWER8", "bare metal (PowerNV)", [
            "unknown: no guest could be tried on this POWER8 server; turn off SMT with ppc64_cpu --smt=off and run "
            "ppc-compatctl refresh"],
        "ready"),
    "kvm-guest-raw": ("POWER8", "POWER8", "KVM guest", ["none"], "degraded raw-cpu-version"),
    "powermac-g4": ("unknown", "unknown", "not a POWER server", ["none"], "unavailable not-power"),
}


def without_quotes(text):
    """The page has commands in type in place of '...'."""
    return text.replace(" '", " ").replace("' ", " ").replace("';", ";").replace("',", ",").replace("'.", ".")


def value(page, identifier):
    """All that is beside one label."""
    return page.evaluate(f"document.getElementById('{identifier}').closest('dd').innerText.trim()")


def assert_reason_is_told(page, reason, platform):
    assert page.is_shown("reason") == bool(reason)
    if reason:
        action = REASONS[reason].get("action_on", {}).get(platform, REASONS[reason]["action"])
        assert page.text("reason-meaning") == without_quotes(REASONS[reason]["meaning"])
        assert page.text("reason-action") == without_quotes(action)


@pytest.mark.parametrize("name", HOSTS)
def test_values(name, host, open_page):
    host.start(name)
    page = open_page()
    page.wait_until_shown("answer")
    processor, host_mode, platform, guest_modes, state = HOSTS[name]
    assert value(page, "processor") == processor
    assert value(page, "host-mode") == host_mode
    assert value(page, "platform") == platform
    assert value(page, "guest-modes").split("\n") == guest_modes
    assert value(page, "state") == state
    assert value(page, "last-change").startswith("just now, when the service started\n")
    assert not page.is_shown("service")
    assert_reason_is_told(page, host.expected["Reason"], host.expected["Platform"])


# Capture -> the lines of the picture, from the guests down to the processor.
LAYERS = {
    "lpar-120-cores-power11-as-power10": [
        "Guests power10, power9", "This host POWER10", "Hypervisor PowerVM", "Processor POWER11"],
    "linux-7.3-powernv10": ["Guests power10, power9", "This host POWER10", "Processor POWER10"],
    "lpar-9009-22a-power9": ["Guests –", "This host POWER9", "Hypervisor PowerVM", "Processor POWER9"],
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers(name, host, open_page):
    host.start(name)
    page = open_page()
    page.wait_until_shown("answer")
    assert not page.is_shown("layer-host")
    page.click("#layers > summary")
    assert [" ".join(line.split()) for line in page.texts(".layers li:not([hidden]) > div")] == LAYERS[name]


def test_no_layers_where_there_is_no_power(host, open_page):
    host.start("powermac-g4")
    page = open_page()
    page.wait_until_shown("answer")
    assert not page.is_shown("layers")


@pytest.mark.parametrize("name", list(HOSTS)[:3])
def test_details(name, host, open_page):
    """Masks and processor versions as text, to the last bit."""
    host.start(name)
    page = open_page()
    page.wait_until_shown("answer")
    assert not page.is_shown("properties")
    page.click("#details > summary")
    details = dict(zip(page.texts("#properties dt"), page.texts("#properties dd"), strict=True))
    for property_name in ("CompatMask", "KernelMask", "Source", "HostLogicalPVR", "ProcessorPVR"):
        assert details[property_name] == host.expected[property_name]
    assert details["Generation"] == "1"
    assert details["QueryCount"] == "1"
    assert details["Version"]


def test_masks_keep_their_low_bits(fake, open_page):
    described = fake.description(KernelMask="0x7000000000000001")
    fake.describe(described)
    page = open_page()
    page.wait_until_shown("answer")
    page.click("#details > summary")
    assert "0x7000000000000001" in page.texts("#properties dd")


def test_clocks_differ(fake, open_page):
    """The host's clock is an hour ahead of the browser's."""
    hour_ahead = int((time.time() + 3600) * 1000000)
    fake.describe(fake.description(LastChangeTimestamp=hour_ahead))
    page = open_page()
    page.wait_until_shown("answer")
    assert value(page, "last-change").startswith("after a live migration\n")


def test_words_of_a_newer_daemon(fake, open_page):
    """Words that are not known here are shown as they are, and taken for unknown."""
    fake.describe(fake.description(State="dreaming", Reason="moon-phase", Platform="zvm", LastTrigger="tide",
                                   CompatModes=[], RecommendedMode=""))
    page = open_page()
    page.wait_until_shown("answer")
    assert value(page, "state") == "dreaming moon-phase"
    assert value(page, "platform") == "zvm"
    assert value(page, "guest-modes") == "unknown"
    assert "tide" in value(page, "last-change")
    assert page.text("reason-title") == "The guest modes are not known"
    assert page.text("reason-meaning") == GENERAL["meaning"]
    assert page.text("reason-action") == GENERAL["action"]
    assert page.evaluate("import('./words.js').then(words => words.summary("
                         "{State: 'dreaming', Reason: 'moon-phase'}))") == "guest modes unknown (dreaming: moon-phase)"


def test_history_in_doubt(fake, open_page):
    fake.describe(fake.description(), [[1795428723000000 - i, 9 - i, [], "cpu", reason]
                                       for i, reason in enumerate(["kvm-timeout", "moon-phase", "no-kvm", ""])])
    page = open_page()
    page.wait_until_shown("answer")
    assert page.texts("#history strong") == ["guest modes unknown"] * 2 + ["no guest modes"] * 2


def test_page_and_command_line_say_none_and_unknown_of_the_same_hosts(fake, open_page, client):
    """Each reason with each source, and a word that nobody knows."""
    page = open_page()
    page.wait_until_shown("answer")
    hosts = [{"CompatModes": [], "RecommendedMode": "", "State": state, "Reason": reason, "Source": source,
              "HostMode": host_mode}
             for state, reasons in (("degraded", [*REASONS, "moon-phase"]), ("ready", [""])) for reason in reasons
             for source in ("kvm", "trial", "device-tree", "none") for host_mode in ("power10", "power8", "")]
    shown = page.evaluate(f"import('./words.js').then(words => {json.dumps(hosts)}.map(words.noModesWords))")
    for host, words in zip(hosts, shown, strict=True):
        fake.tell(set=host)
        assert f" Guest modes: {words}\n" in client.prints("status"), host
    assert {"none", "unknown"} < {*shown}
