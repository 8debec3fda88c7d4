# SPDX-License-Identifier: LGPL-2.1-or-later
"""When the page asks ppc-compatctl for the guests, and that no question outlives the page."""

import pytest

from deadline import wait_for
from guestfiles import PASSTHROUGH, domain
from guestrows import AS_POWER10, AS_POWER11, HURRY, IMPATIENT, LOOK, MOVED, UNLISTED, add_three, rows, wait_for_rows


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
    page.evaluate(IMPATIENT)
    libvirt.hang()
    page.evaluate(LOOK)
    page.wait_for_text("guest-note", UNLISTED)
    assert not page.is_shown("guest-list")
    wait_for(lambda: not libvirt.is_hanging(), "the question to end")
    libvirt.say("#!/bin/sh\necho '[]'\n")
    page.wait_for_text("guest-note", "There is no guest on this host.")


@pytest.fixture
def watched(libvirt, open_page):
    """The page without a daemon, where it asks nothing by itself, and in it a second list of guests for the test."""
    libvirt.say("#!/bin/sh\necho '[]'\n")
    page = open_page()
    page.wait_until_shown("service-open")
    page.evaluate("import('./guests.js').then(module => { window.told = []; window.asked = 0;"
                  "const kept = cockpit.spawn; cockpit.spawn = (...all) => { asked++; return kept(...all); };"
                  "window.guests = module.watchGuests(({ kind }) => told.push(kind)); })")
    yield page
    page.evaluate("guests.stop()")


def test_only_another_generation_asks_at_once(watched):
    """The daemon may say the same as often as it likes."""
    watched.evaluate("guests.follow(1)")
    watched.wait("told.length === 1")
    assert watched.evaluate("(guests.follow(1), asked)") == 1
    assert watched.evaluate("(guests.follow(2), asked)") == 2
    watched.wait("told.length === 3")
    assert watched.evaluate("(guests.follow(2), asked)") == 2
    assert watched.evaluate("told") == ["list", "asking", "list"]


def test_an_answer_of_the_host_before(watched):
    """The host is another one since the question: what comes is not shown."""
    watched.evaluate("{ window.answers = []; cockpit.spawn = () => { let answer;"
                     "const process = new Promise(resolve => { answer = resolve; }); process.close = () => {};"
                     "answers.push(answer); return process; }; guests.follow(1); guests.follow(2); answers[0]('[]'); }")
    watched.wait("answers.length === 2")
    assert watched.evaluate("told") == []
    watched.evaluate("answers[1]('[]')")
    watched.wait("told.length === 1")


@pytest.mark.parametrize("took, pause", [(100, 10000), (1000, 20000), (10000, 60000)])
def test_pauses(took, pause, watched):
    """Long ones where asking takes long, but at most a minute."""
    watched.evaluate("{ const kept = window.setTimeout; window.pauses = []; window.setTimeout = (act, ms) => {"
                     " if (act.name === 'look') pauses.push(ms); return kept(act, ms); };"
                     f"let now = 0; Date.now = () => now += {took}; guests.follow(1); }}")
    watched.wait("told.length === 1")
    assert watched.evaluate("pauses") == [pause]


def test_a_fault_of_the_page_itself(watched):
    """It is not the end of asking."""
    watched.evaluate(HURRY)
    watched.evaluate("{ const kept = told.push; told.push = kind => { told.push = kept; throw Error('a fault'); };"
                     "guests.follow(1); }")
    watched.wait("told.length === 1")
    [complaint] = watched.complaints()
    assert "a fault" in complaint


def test_no_rights_are_asked_for(host, libvirt, open_page):
    host.start(AS_POWER10)
    before = len(libvirt.questions())
    page = open_page()
    page.wait_for_text("guest-note", "There is no guest on this host.")
    assert libvirt.questions()[before] == "guest --json=short --quiet"
