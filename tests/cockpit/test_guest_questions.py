# SPDX-License-Identifier: LGPL-2.1-or-later
"""When the page asks ppc-compatctl for the guests, and that no question outlives whoever looks at the page."""

from deadline import wait_for
from guestfiles import PASSTHROUGH, domain
from guestrows import AS_POWER10, AS_POWER11, HURRY, LOOK, MOVED, UNLISTED, add_three, rows, wait_for_rows


def hang(libvirt, page):
    """A question that is not answered is on its way."""
    libvirt.hang()
    page.evaluate(LOOK)
    wait_for(libvirt.is_hanging, "the page to ask")


def hide(page):
    page.evaluate("cockpit.jump('/system/services')")
    page.wait("cockpit.hidden")


def show_again(page):
    frame, page.frame = page.frame, None
    page.click("#host-apps a[href='/ppc-compat']")
    page.frame = frame
    page.wait("!cockpit.hidden")


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
    hide(page)

    def change(name, word):
        host.change(name)
        page.wait(f"document.getElementById('reason-word').textContent === '{word}'")

    # What was on its way when the page was hidden has ended after the first change.
    change(MOVED, "kvm-stale")
    asked = libvirt.questions()
    change(AS_POWER11, "")
    change(MOVED, "kvm-stale")
    assert libvirt.questions() == asked
    show_again(page)
    libvirt.add("another", domain(PASSTHROUGH, name="another"))
    wait_for_rows(page, 4)
    assert len(libvirt.questions()) > len(asked)


def test_a_hidden_page_ends_its_question(host, libvirt, shell):
    """What it shows stays, and is asked for again when the page is seen."""
    add_three(libvirt)
    host.start(AS_POWER10)
    page = shell()
    wait_for_rows(page, 3)
    hang(libvirt, page)
    hide(page)
    wait_for(lambda: not libvirt.is_hanging(), "the question to end")
    assert page.evaluate("document.querySelectorAll('#guest-rows > tr').length") == 3
    libvirt.say(libvirt.script)
    libvirt.add("another", domain(PASSTHROUGH, name="another"))
    show_again(page)
    wait_for_rows(page, 4)


def test_the_daemon_restarts(host, libvirt, open_page):
    """The question that was on its way ends with the daemon."""
    add_three(libvirt)
    host.start(AS_POWER11)
    page = open_page()
    wait_for_rows(page, 3)
    hang(libvirt, page)
    host.stop()
    wait_for(lambda: not libvirt.is_hanging(), "the question to end")
    assert not page.is_shown("guest-list")
    libvirt.say(libvirt.script)
    host.start(MOVED)
    wait_for_rows(page, 3)
    assert [row[:3] for row in rows(page)][0] == ["poor", "paused", "no"]


def test_a_question_without_an_answer(host, libvirt, open_page):
    """It is given up, the list of before does not stay, and the page asks again by itself."""
    add_three(libvirt)
    host.start(AS_POWER10)
    page = open_page()
    wait_for_rows(page, 3)
    page.evaluate(HURRY)
    hang(libvirt, page)
    page.wait_for_text("guest-note", UNLISTED)
    assert not page.is_shown("guest-list")
    wait_for(lambda: not libvirt.is_hanging(), "the question to end")
    libvirt.say("#!/bin/sh\necho '[]'\n")
    page.wait_for_text("guest-note", "There is no guest on this host.")


def test_only_another_generation_asks_at_once(libvirt, open_page):
    """The daemon may say the same as often as it likes."""
    libvirt.say(f"#!/bin/sh\necho . >>{libvirt.asked}\necho '[]'\n")
    page = open_page()
    page.wait_until_shown("service-open")
    before = len(libvirt.questions())
    page.evaluate("import('./guests.js').then(module => { window.told = [];"
                  "window.guests = module.watchGuests(({ kind }) => told.push(kind)); guests.follow(1); })")
    page.wait("told.length === 1")
    page.evaluate("guests.follow(1); guests.follow(2); guests.follow(2)")
    page.wait("told.length === 2")
    page.evaluate("guests.stop()")
    assert page.evaluate("told") == ["list", "list", "asking"]
    assert len(libvirt.questions()) == before + 2


def test_no_rights_are_asked_for(host, libvirt, open_page):
    host.start(AS_POWER10)
    before = len(libvirt.questions())
    page = open_page()
    page.wait_for_text("guest-note", "There is no guest on this host.")
    assert libvirt.questions()[before] == "guest --json=short --quiet"
