# SPDX-License-Identifier: LGPL-2.1-or-later
"""The page follows the host: changes, a daemon that goes, comes back, is absent, too old or refuses."""

import statistics

import pytest

AS_POWER11 = "linux-7.3-papr-power11"
MOVED = "linux-7.3-papr-power11-moved-to-power10"
# From the signal to the daemon to what is seen; 0.2 s of it the daemon waits for more to come.
AT_ONCE = 1.0


def test_change(host, open_page):
    host.start(AS_POWER11)
    page = open_page()
    page.wait_until_shown("answer")
    assert len(page.texts("#history > li")) == 1
    host.change(MOVED)
    page.wait_for_text("reason-word", "kvm-stale")
    newest, *older = page.texts("#history > li")
    assert len(older) == 1
    assert newest.split("\n")[1:] == ["when a refresh was asked for", "power10, power9 kvm-stale", "lost: power11"]
    assert page.texts("#guest-modes > li") == ["power10 (recommended)", "power9"]
    assert page.text("announcement") == "power10, power9 (degraded: kvm-stale)"


def test_change_is_seen_within_a_second(host, open_page):
    """Of three, since a machine that is busy with other things may be late once."""
    host.start(AS_POWER11)
    page = open_page()
    page.wait_until_shown("answer")
    seconds = []
    for entries, (name, state) in enumerate([(MOVED, "degraded"), (AS_POWER11, "ready"), (MOVED, "degraded")], 2):
        host.change(name)
        seconds.append(page.wait(f"document.querySelectorAll('#history > li').length === {entries} &&"
                                 f"document.getElementById('state').innerText === '{state}'"))
    assert statistics.median(seconds) < AT_ONCE, seconds


def test_a_page_that_is_looked_at_again_looks_again(fake, open_page):
    """The device tree can change without any signal."""
    page = open_page()
    page.wait_until_shown("answer")
    fake.describe(fake.description(HostMode="power9", CompatModes=["power9"], RecommendedMode="power9"))
    page.evaluate("cockpit.dispatchEvent('visibilitychange')")
    page.wait_for_text("host-mode", "POWER9")


def test_daemon_stops_and_starts(host, open_page, activation):
    host.start(AS_POWER11)
    page = open_page()
    page.wait_until_shown("answer")
    host.stop()
    page.wait_for_text("service-title", "ppc-compatd has just stopped")
    assert not page.is_shown("answer")
    page.wait_for_text("service-title", "ppc-compatd is not running")
    assert "systemctl enable --now ppc-compatd" in page.text("service-meaning")
    assert page.is_shown("service-open")
    host.start(MOVED)
    page.wait_until_shown("answer")
    assert not page.is_shown("service")
    assert page.text("reason-word") == "kvm-stale"
    assert not activation.has_happened()


def test_restart(host, open_page):
    host.start(AS_POWER11)
    page = open_page()
    page.wait_until_shown("answer")
    for name in (MOVED, AS_POWER11, MOVED):
        host.stop()
        host.start(name)
        page.wait_for_text("state", host.expected["State"])
        assert not page.is_shown("service")


def test_looking_starts_nothing(open_page, activation, client):
    page = open_page()
    page.wait_for_text("service-title", "ppc-compatd is not running")
    assert not activation.has_happened()
    # The same bus would have started it for a message to its name.
    client.ask_by_name()
    activation.wait_and_forget()


def test_not_installed(host, open_page, bus, activation, client):
    with activation.removed(bus, client):
        page = open_page()
        page.wait_for_text("service-title", "ppc-compatd is not installed")
        host.start(AS_POWER11)
        page.wait_until_shown("answer")


def test_too_old(fake, open_page):
    described = fake.description()
    del described["Source"], described["LastTrigger"]
    fake.describe(described)
    page = open_page()
    page.wait_for_text("service-title", "ppc-compatd is too old for this page")
    assert page.text("service-meaning").startswith("Version 0.1 is running and does not report: LastTrigger, Source. ")
    assert "systemctl restart ppc-compatd" in page.text("service-meaning")
    assert page.texts("#guest-modes > li") == ["power10 (recommended)", "power9"]


def test_much_too_old(fake, open_page):
    fake.fail(Describe="org.freedesktop.DBus.Error.UnknownMethod")
    page = open_page()
    page.wait_for_text("service-title", "ppc-compatd is too old for this page")
    assert not page.is_shown("answer")


def test_refused(fake, open_page):
    fake.fail(Describe="org.freedesktop.DBus.Error.AccessDenied")
    page = open_page()
    page.wait_for_text("service-title", "ppc-compatd may not be asked")
    fake.describe(fake.description())
    page.wait_until_shown("answer")


def test_garbled(fake, open_page):
    fake.say("this is not JSON")
    page = open_page()
    page.wait_for_text("service-title", "ppc-compatd gave an answer that is not understood")


LOOK = "cockpit.dispatchEvent('visibilitychange')"


@pytest.mark.parametrize("broken", [
    {"CompatModes": "power9"}, {"CompatModes": [9]}, {"CompatModes": None}, {"State": {}}, {"Reason": 1},
    {"LastChangeTimestamp": 2**64 - 1}, {"LastQueryTimestamp": "now"}, {"RecommendedMode": "power11"},
    {"CompatModes": ["power10,x=y"], "RecommendedMode": "power10,x=y"},
    {"CompatModes": ["$&"], "RecommendedMode": "$&"}])
def test_an_answer_that_cannot_be_shown(fake, open_page, broken):
    """It is said, the answer before does not stay, and the page goes on."""
    page = open_page()
    page.wait_until_shown("answer")
    fake.describe(fake.description(**broken))
    page.evaluate(LOOK)
    page.wait_for_text("service-title", "ppc-compatd gave an answer that is not understood")
    assert not page.is_shown("answer") and not page.is_shown("reason")
    fake.describe(fake.description(HostMode="power9", CompatModes=["power9"], RecommendedMode="power9"))
    page.evaluate(LOOK)
    page.wait_until_shown("answer")
    assert page.text("host-mode") == "POWER9" and not page.is_shown("service")


def test_a_fault_of_the_page_itself(fake, open_page):
    """What cannot be drawn is said as well; the page asks again by itself, and draws all of the next answer."""
    page = open_page()
    page.wait_until_shown("answer")
    page.evaluate("window.kept = Intl.DateTimeFormat; Intl.DateTimeFormat = null")
    fake.describe(fake.description(LastChangeTimestamp=1795428999000000, CompatModes=["power9"],
                                   RecommendedMode="power9"))
    page.evaluate(LOOK)
    page.wait_for_text("service-title", "ppc-compatd gave an answer that is not understood")
    assert not page.is_shown("answer")
    page.evaluate("Intl.DateTimeFormat = window.kept")
    said = page.complaints()
    assert said and all("This answer cannot be shown: TypeError" in line for line in said)
    page.wait_until_shown("answer")
    assert page.texts("#guest-modes > li") == ["power9 (recommended)"]
    assert page.text("last-change-note").startswith("Nov 23, 2026")


@pytest.mark.parametrize("language, lang", [
    ("C", ""), ("sr_Latn_RS", "sr-Latn-RS"), ("ca_ES@valencia", "ca-ES"), ("pt_BR.UTF-8", "pt-BR"), ("", "")])
def test_names_of_languages(fake, open_page, language, lang):
    """Also those that a browser does not take."""
    page = open_page()
    page.wait_until_shown("answer")
    page.evaluate(f"cockpit.language = {language!r}")
    fake.describe(fake.description(LastChangeTimestamp=1395428999000000))
    before = page.text("last-change-note")
    page.evaluate(LOOK)
    page.wait(f"document.getElementById('last-change-note').innerText.trim() !== {before!r}")
    assert "2014" in page.text("last-change-note") and not page.is_shown("service")
    assert page.evaluate("import('./words.js').then(words => words.locale() || '')") == lang


def test_silent(fake, open_page):
    fake.fail(GetHistory="org.freedesktop.DBus.Error.NoReply")
    page = open_page()
    page.wait_for_text("service-title", "ppc-compatd does not answer")


def test_bus_restarts(host, open_page, bus, cockpit):
    host.start(AS_POWER11)
    page = open_page()
    page.wait_until_shown("answer")
    bus.kill()
    if cockpit.bridge_is_python():
        # It does not notice that its bus is gone. The page asks each minute that it is seen, and finds out.
        page.evaluate(LOOK)
        page.wait_for_text("service-title", "ppc-compatd does not answer")
    else:
        page.wait_for_text("service-title", "The system bus of this host cannot be reached")
    assert not page.is_shown("answer")
    bus.start()
    if cockpit.bridge_is_python():
        # This bridge has had its day; Cockpit offers a new session.
        cockpit.stop()
        cockpit.start()
        page = open_page()
    page.wait_until_shown("answer")
    assert not page.is_shown("service")


def test_long_history(fake, open_page):
    """64 changes: the newest first, the rest for the asking."""
    fake.describe(fake.description(), [[1795428723000000 - i * 3600000000, 64 - i, ["power9"], "cpu", ""]
                                       for i in range(64)])
    page = open_page()
    page.wait_until_shown("answer")
    assert len(page.texts("#history > li")) == 8
    page.click("#whole-history")
    assert len(page.texts("#history > li")) == 64
    assert page.evaluate("document.activeElement.id") == "whole-history"
    page.click("#whole-history")
    assert len(page.texts("#history > li")) == 8
