# SPDX-License-Identifier: LGPL-2.1-or-later
"""The guests of the host, with the real ppc-compatctl; what libvirt says is simulated where libvirt.py says so."""

import json
from pathlib import Path

import pytest

from guestfiles import PASSTHROUGH, domain, mode
from test_looks import NARROW, assert_accessible, assert_fits

ROOT = Path(__file__).resolve().parents[2]
TEXTS = json.loads((ROOT / "client" / "guest" / "verdicts.json").read_text())
MEANINGS = {entry["reason"]: entry["meaning"] for entry in TEXTS["reasons"]}
ACTIONS = {entry["reason"]: entry["action"] for entry in TEXTS["reasons"]}
AS_POWER10 = "lpar-120-cores-power11-as-power10"
AS_POWER11 = "linux-7.3-papr-power11"
MOVED = "linux-7.3-papr-power11-moved-to-power10"
LOOK = "cockpit.dispatchEvent('visibilitychange')"
# Asks again after 50 ms in place of 10 s; it waits for an answer as long as ever.
HURRY = ("{ const kept = window.setTimeout;"
         "window.setTimeout = (act, ms) => kept(act, act.name === 'look' ? ms / 200 : ms); }")


def emulated(name):
    """In another machine than pseries, of which nothing is known here."""
    return domain(name=name, kind="qemu").replace("ppc64le", "x86_64").replace("pseries-10.0", "q35")


def add_three(libvirt):
    libvirt.add("good.running", domain(mode("power10"), name="good"))
    libvirt.add("odd", emulated("odd"))
    libvirt.add("poor.paused", domain(PASSTHROUGH, name="poor"))


def wait_for_rows(page, number):
    page.wait(f"document.querySelectorAll('#guest-rows > tr').length === {number}")


def rows(page):
    """The first four cells of each, and the sentences of the last."""
    return page.evaluate("[...document.querySelectorAll('#guest-rows > tr')].map(row => [...row.cells].map("
                         "cell => (cell.querySelector('p') || cell).innerText.trim()))")


def without_quotes(text):
    return text.replace(" '", " ").replace("';", ";")


def test_verdicts(host, libvirt, open_page):
    """Those with a problem first, in the words of ppc-compatctl, with the text to change as it prints it."""
    host.start(AS_POWER10)
    add_three(libvirt)
    page = open_page()
    wait_for_rows(page, 3)
    died = f"{without_quotes(MEANINGS['dies-at-boot'])} {TEXTS['died']}"
    assert rows(page) == [["poor", "paused", "no", "–", died],
                          ["odd", "shut off", "unknown", "–", MEANINGS["other-machine"]],
                          ["good", "running", "yes", "power10", MEANINGS["offered"]]]
    assert page.texts("#guest-rows pre") == [mode("power10")]
    assert page.texts("#guest-rows p.note") == [ACTIONS["other-machine"]]
    assert page.text("guest-scope") == TEXTS["scope"]
    assert not page.is_shown("guest-note")
    page.click("#guest-0-copy")
    page.wait_for_text("guest-0-copy", "Copied")
    assert page.copied() == mode("power10")
    page.wait_for_text("guest-0-copy", "Copy")


def test_no_guest(host, libvirt, open_page):
    host.start(AS_POWER10)
    page = open_page()
    page.wait_for_text("guest-note", "There is no guest on this host.")
    assert not page.is_shown("guest-list") and not page.is_shown("guest-scope")


def test_real_library(host, libvirt, open_page):
    libvirt.use_real()
    host.start(AS_POWER10)
    page = open_page()
    wait_for_rows(page, 1)
    assert rows(page) == [["box", "running", "unknown", "–", MEANINGS["other-machine"]]]


@pytest.mark.parametrize("script", [None, "#!/bin/sh\nexit 1\n", "#!/bin/sh\necho '[{\"guest\": 1}]'\n"],
                         ids=["no library", "refused", "garbled"])
def test_without_libvirt(script, host, libvirt, open_page):
    """One quiet line, and the rest of the page as ever; back as soon as libvirt is."""
    add_three(libvirt)
    host.start(AS_POWER10)
    libvirt.use(LD_LIBRARY_PATH=libvirt.none)
    if script:
        libvirt.say(script)
    page = open_page()
    page.wait_for_text("guest-note", "libvirt does not list its guests to you; ppc-compatctl guest tells why.")
    assert not page.is_shown("guest-list") and not page.is_shown("service")
    assert page.text("state") == "ready"
    libvirt.say(libvirt.script)
    libvirt.use_stub()
    page.evaluate(LOOK)
    wait_for_rows(page, 3)
    assert not page.is_shown("guest-note")


def test_without_the_program(host, libvirt, open_page):
    libvirt.program.unlink()
    host.start(AS_POWER10)
    page = open_page()
    page.wait_for_text("guest-note", "The guests of libvirt are shown here where ppc-compatctl is installed.")


def test_a_guest_that_cannot_be_read(host, libvirt, open_page):
    add_three(libvirt)
    libvirt.add("broken", "<domain")
    host.start(AS_POWER10)
    page = open_page()
    page.wait_for_text("guest-note", "A guest could not be read; ppc-compatctl guest tells which one, and why.")
    assert len(rows(page)) == 3


def test_daemon_changes(host, libvirt, open_page):
    """The host moves, and a guest that started does not any more."""
    libvirt.add("web", domain(mode("power11")))
    libvirt.add("old", domain(mode("power9"), name="old"))
    host.start(AS_POWER11)
    page = open_page()
    wait_for_rows(page, 2)
    assert {row[2] for row in rows(page)} == {"yes"}
    assert page.text("announcement") == ""
    # What is heard of the host may come before or after.
    page.evaluate("{ const said = window.said = [], heard = document.getElementById('announcement');"
                  "new MutationObserver(() => said.push(heard.textContent)).observe(heard, { childList: true }); }")
    host.change(MOVED)
    page.wait("document.querySelector('#guest-rows .label.bad')")
    assert [row[:3] for row in rows(page)] == [["web", "shut off", "no"], ["old", "shut off", "yes"]]
    page.wait("window.said.includes('Guests that do not start here, or may not: 1')")


def test_libvirt_changes(host, libvirt, open_page):
    """It sends no signal that reaches the page, which asks again by itself."""
    add_three(libvirt)
    host.start(AS_POWER10)
    page = open_page()
    wait_for_rows(page, 3)
    page.evaluate(HURRY)
    page.evaluate(LOOK)
    page.evaluate("document.getElementById('guest-0-copy').focus()")
    libvirt.add("another", domain(PASSTHROUGH, name="another"))
    wait_for_rows(page, 4)
    assert page.evaluate("document.activeElement.dataset.guest") == "poor"
    (libvirt.domains / "good.running").rename(libvirt.domains / "good")
    page.wait("document.querySelectorAll('#guest-rows td')[12].innerText.trim() === 'shut off'")


def test_a_hidden_page_asks_nothing(host, libvirt, shell):
    add_three(libvirt)
    host.start(AS_POWER11)
    page = shell()
    wait_for_rows(page, 3)
    page.evaluate(HURRY)
    page.evaluate(LOOK)
    page.evaluate("cockpit.jump('/system/services')")
    page.wait("cockpit.hidden")

    def change(name, word):
        host.change(name)
        page.wait(f"document.getElementById('reason-word').textContent === '{word}'")

    # What was on its way when the page was hidden has ended after the first change.
    change(MOVED, "kvm-stale")
    asked = libvirt.questions()
    change(AS_POWER11, "")
    change(MOVED, "kvm-stale")
    assert libvirt.questions() == asked
    frame, page.frame = page.frame, None
    page.click("#host-apps a[href='/ppc-compat']")
    page.frame = frame
    page.wait("!cockpit.hidden")
    libvirt.add("another", domain(PASSTHROUGH, name="another"))
    wait_for_rows(page, 4)
    assert len(libvirt.questions()) > len(asked)


def test_no_rights_are_asked_for(host, libvirt, open_page):
    host.start(AS_POWER10)
    before = len(libvirt.questions())
    page = open_page()
    page.wait_for_text("guest-note", "There is no guest on this host.")
    assert libvirt.questions()[before] == "guest --json=short --quiet"


def test_many(host, libvirt, open_page):
    """Those that start are counted where there are many of them, and shown if somebody asks."""
    for number in range(21):
        libvirt.add(f"good{number}", domain(mode("power9"), name=f"good{number}"))
    host.start(AS_POWER10)
    page = open_page()
    page.wait_for_text("guest-count", "Guests that start here: 21")
    assert not page.is_shown("guest-list")
    libvirt.add("poor", domain(PASSTHROUGH, name="poor"))
    page.evaluate(LOOK)
    wait_for_rows(page, 1)
    assert page.text("whole-guest-list") == "Show all 22"
    page.click("#whole-guest-list")
    wait_for_rows(page, 22)
    assert rows(page)[0][0] == "poor"
    assert page.evaluate("document.activeElement.id") == "whole-guest-list"
    page.click("#whole-guest-list")
    wait_for_rows(page, 1)
    (libvirt.domains / "good0").unlink()
    page.evaluate(LOOK)
    wait_for_rows(page, 21)
    assert not page.is_shown("guest-count") and not page.is_shown("whole-guest-list")


@pytest.mark.parametrize("name", ["<img src=x onerror=window.broken=1>", "a' b\"c &amp; <b>", "x" * 200])
def test_names_are_text(name, host, libvirt, open_page):
    written = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    libvirt.add("a", domain(PASSTHROUGH, name=written))
    host.start(AS_POWER10)
    page = open_page(width=NARROW)
    wait_for_rows(page, 1)
    assert rows(page)[0][0] == name
    assert page.evaluate("document.querySelectorAll('#guest-rows :is(img, b, script)').length") == 0
    assert page.evaluate("window.broken === undefined")
    assert_fits(page)


@pytest.mark.parametrize("width", [NARROW, 1000])
def test_heard(width, host, libvirt, open_page):
    """A table with a caption, headers of columns and rows, also where a narrow window shows blocks."""
    add_three(libvirt)
    host.start(AS_POWER10)
    page = open_page(width=width)
    wait_for_rows(page, 3)
    heard = page.heard()
    assert ("table", "Whether each guest starts here, and what to change") in heard
    assert [name for role, name in heard if role == "columnheader"] == ["Guest", "State", "Starts here", "Mode", "Why"]
    assert [name for role, name in heard if role == "rowheader"] == ["poor", "odd", "good"]
    assert len([role for role, _ in heard if role in ("cell", "gridcell")]) == 12
    assert ("button", "Copy poor") in heard


def test_german(host, libvirt, open_page):
    add_three(libvirt)
    host.start(AS_POWER10)
    page = open_page(locale="de-DE")
    wait_for_rows(page, 3)
    assert page.texts("#guest-list thead th") == ["Gast", "Zustand", "Startet hier", "Modus", "Warum"]
    assert [row[:3] for row in rows(page)] == [["poor", "angehalten", "nein"], ["odd", "ausgeschaltet", "unbekannt"],
                                              ["good", "läuft", "ja"]]
    assert rows(page)[2][4] == "Der Host hat den Modus des Gastes."
    assert rows(page)[0][4].endswith("libvirt zeigt ihn als angehalten: Daran ist er gestorben.")
    assert page.texts("#guest-rows button") == ["Kopieren"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, 1000])
@pytest.mark.parametrize("locale", ["en-US", "de-DE"])
def test_looks(dark, width, locale, host, libvirt, open_page, pictures):
    add_three(libvirt)
    libvirt.add("needy", domain("", name="a-guest-with-a-name-as-long-as-those-of-a-cloud-0123456789"))
    host.start(AS_POWER10)
    page = open_page(dark=dark, width=width, locale=locale)
    wait_for_rows(page, 4)
    assert_accessible(page)
    assert_fits(page)
    page.screenshot(pictures / f"guests-{'dark' if dark else 'light'}-{width}-{locale[:2]}.png")
