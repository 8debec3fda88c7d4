# SPDX-License-Identifier: LGPL-2.1-or-later
"""The guests of the host, with the real ppc-compatctl; what libvirt says is simulated where libvirt.py says so."""

import json
from pathlib import Path

import pytest

from guestfiles import PASSTHROUGH, domain, mode
from guestrows import AS_POWER10, AS_POWER11, HURRY, LOOK, MOVED, UNLISTED, add_three, rows, wait_for_rows
from libvirt import write_node
from test_looks import NARROW, assert_accessible, assert_fits

ROOT = Path(__file__).resolve().parents[2]
TEXTS = json.loads((ROOT / "client" / "guest" / "verdicts.json").read_text())
MEANINGS = {entry["reason"]: entry["meaning"] for entry in TEXTS["reasons"]}
ACTIONS = {entry["reason"]: entry["action"] for entry in TEXTS["reasons"]}


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


def test_order(host, libvirt, open_page):
    """By name among those that need the same, as a person counts: libvirt has no order."""
    for place, name in enumerate(["b", "a10", "a2", "a1"]):
        libvirt.add(f"{place}", domain(PASSTHROUGH, name=name))
    host.start(AS_POWER10)
    page = open_page()
    wait_for_rows(page, 4)
    assert [row[0] for row in rows(page)] == ["a1", "a2", "a10", "b"]


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


def test_real_daemon(host, libvirt, libvirtd, open_page):
    """A domain comes, the user loses the right to ask, libvirtd ends: the page says so, and comes back by itself."""
    host.start(AS_POWER10)
    page = open_page()
    wait_for_rows(page, 1)
    page.evaluate(HURRY)
    page.evaluate(LOOK)
    write_node(libvirt.node, "box", "crate")
    wait_for_rows(page, 2)
    assert [row[:3] for row in rows(page)] == [["box", "running", "unknown"], ["crate", "running", "unknown"]]
    libvirtd.permit(False)
    page.wait_for_text("guest-note", UNLISTED)
    assert not page.is_shown("guest-list")
    libvirtd.permit(True)
    wait_for_rows(page, 2)
    libvirtd.stop()
    page.wait_for_text("guest-note", UNLISTED)
    libvirtd.start()
    wait_for_rows(page, 2)
    assert not page.is_shown("guest-note")


@pytest.mark.parametrize("script", [None, "exit 1", "echo '[{\"guest\": 1}]'", "echo '[{'", "echo null", "kill -9 $$"],
                         ids=["no library", "refused", "garbled", "cut off", "no list", "killed"])
def test_without_libvirt(script, host, libvirt, open_page):
    """One quiet line, and the rest of the page as ever; back as soon as libvirt is."""
    add_three(libvirt)
    host.start(AS_POWER10)
    libvirt.use(LD_LIBRARY_PATH=libvirt.none)
    if script:
        libvirt.say(f"#!/bin/sh\n{script}\n")
    page = open_page()
    page.wait_for_text("guest-note", UNLISTED)
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
    page.wait_for_text("guest-note", "Install ppc-compatctl to see the guests of libvirt here.")


def test_a_guest_that_cannot_be_read(host, libvirt, open_page):
    add_three(libvirt)
    libvirt.add("broken", "<domain")
    host.start(AS_POWER10)
    page = open_page()
    page.wait_for_text("guest-note", "A guest could not be read; ppc-compatctl guest says which one, and why.")
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


def test_500(host, libvirt, open_page):
    """Of which each has a problem: all of them are listed, and the page still takes clicks."""
    for number in range(500):
        libvirt.add(f"guest{number:03}", domain(PASSTHROUGH, name=f"guest{number:03}"))
    host.start(AS_POWER10)
    page = open_page(width=NARROW)
    wait_for_rows(page, 500)
    assert [row[0] for row in rows(page)] == [f"guest{number:03}" for number in range(500)]
    page.click("#guest-499-copy")
    page.wait_for_text("guest-499-copy", "Copied")
    assert_fits(page)


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
    assert rows(page)[0][4].endswith("Er ist jetzt angehalten, ist also daran gestorben.")
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
