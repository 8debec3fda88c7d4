# SPDX-License-Identifier: LGPL-2.1-or-later
"""Both themes, narrow windows, keyboard, and the rules of accessibility that a machine can check."""

import pytest

HOSTS = ["lpar-120-cores-power11-as-power10", "linux-7.3-papr-power11-moved-to-power10", "lpar-9009-22a-power9"]
NARROW = 320


def assert_accessible(page):
    """No violation; and that axe did look at colours, names and landmarks."""
    found = page.accessibility()
    assert found["violations"] == []
    assert found["unsure"] == []
    assert {"color-contrast", "landmark-one-main", "html-has-lang", "region"} <= {*found["passes"]}


def assert_fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")
    beyond = page.evaluate("[...document.querySelectorAll('main *')].filter(each => each.checkVisibility()"
                           " && each.getBoundingClientRect().right > window.innerWidth).map(each => each.outerHTML)")
    assert beyond == []


def with_everything_open(page):
    page.wait_until_shown("answer")
    for card in ("layers", "details"):
        page.click(f"#{card} > summary")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", HOSTS)
def test_accessible(name, dark, host, open_page):
    host.start(name)
    page = open_page(dark=dark)
    with_everything_open(page)
    assert_accessible(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_accessible_without_the_daemon(dark, host, open_page):
    host.start(HOSTS[0])
    page = open_page(dark=dark)
    page.wait_until_shown("answer")
    host.stop()
    page.wait_until_shown("service")
    assert_accessible(page)
    page.wait_until_shown("service-open")
    assert_accessible(page)
    page.press("Tab")
    assert page.evaluate("document.activeElement.id") == "service-open"


@pytest.mark.parametrize("locale", ["en-US", "de-DE"])
@pytest.mark.parametrize("name", HOSTS)
def test_narrow(name, locale, host, open_page):
    host.start(name)
    page = open_page(width=NARROW, locale=locale)
    with_everything_open(page)
    assert_fits(page)


@pytest.mark.parametrize("locale", ["en-US", "de-DE"])
def test_narrow_without_the_daemon(locale, open_page):
    page = open_page(width=NARROW, locale=locale)
    page.wait_until_shown("service-open")
    assert_fits(page)


def wait_for_background(page, colour):
    page.wait(f"getComputedStyle(document.body).backgroundColor === '{colour}'")


def test_theme_follows_cockpits_choice(host, open_page):
    """As Cockpit 287 announces it: the storage that its shell and its pages share, and an event of the shell."""
    light, dark = "rgb(240, 240, 240)", "rgb(15, 18, 20)"
    host.start(HOSTS[0])
    page = open_page()
    page.wait_until_shown("answer")
    wait_for_background(page, light)
    page.set_dark(True)
    wait_for_background(page, dark)
    page.evaluate("window.dispatchEvent(new CustomEvent('cockpit-style', { detail: { style: 'light' } }))")
    wait_for_background(page, light)
    page.evaluate("localStorage.setItem('shell:style', 'dark');"
                  "window.dispatchEvent(new StorageEvent('storage', { key: 'shell:style' }))")
    wait_for_background(page, dark)
    page.set_dark(False)
    wait_for_background(page, dark)


def test_keyboard(fake, open_page):
    """Tab reaches everything that can be used, in the order of the page, and is seen; Enter uses it."""
    fake.describe(fake.description(), [[1795428723000000, i, ["power9"], "cpu", ""] for i in range(9)])
    page = open_page()
    page.wait_until_shown("answer")
    reached = []
    for _ in range(6):
        page.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.localName"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert reached == ["summary", "qemu-copy", "libvirt-copy", "virt-install-copy", "whole-history", "summary"]
    usable = page.evaluate("[...document.querySelectorAll('button, summary, a, input')]"
                           ".filter(each => each.checkVisibility()).length")
    assert usable == len(reached)
    page.press("Enter")
    assert page.is_shown("properties")
    page.press("Shift+Tab")
    page.press("Space")
    page.wait("document.querySelectorAll('#history > li').length === 9")


def test_strict_policy(host, open_page):
    host.start(HOSTS[0])
    page = open_page()
    page.wait_until_shown("answer")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert page.evaluate("document.querySelectorAll('[style], style, script:not([src]), [onclick]').length") == 0
