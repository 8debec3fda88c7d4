# SPDX-License-Identifier: LGPL-2.1-or-later
"""The page within Cockpit's own shell, as an administrator sees it; and the pictures of it."""

import pytest

from guestrows import add_three

MOVED = ("linux-7.3-papr-power11", "linux-7.3-papr-power11-moved-to-power10")
# Name -> theme, language, width, captures one after the other.
PICTURES = {
    "ready": (False, "en-US", 1200, ("lpar-9105-22a-power11", "lpar-120-cores-power11-as-power10")),
    "degraded": (False, "en-US", 1200, MOVED),
    "dark": (True, "en-US", 1200, MOVED),
    "german": (False, "de-DE", 1200, MOVED),
    "narrow": (False, "en-US", 400, MOVED),
    "unavailable": (False, "en-US", 1200, ("lpar-9105-22a-power11", "lpar-9009-22a-power9")),
}


@pytest.mark.parametrize("locale, label", [("en-US", "POWER compatibility"), ("de-DE", "POWER-Kompatibilität")])
def test_menu(locale, label, host, shell):
    host.start(MOVED[0])
    page = shell(locale=locale)
    page.wait_until_shown("answer")
    page.frame = None
    assert label in page.texts("#host-apps a")


def test_way_to_the_services(shell):
    page = shell()
    page.wait_until_shown("service-open")
    page.click("#service-open")
    page.frame = None
    page.wait("location.pathname + location.hash === '/system/services#/ppc-compatd.service'")


@pytest.mark.parametrize("name", PICTURES)
def test_pictures(name, host, libvirt, shell, pictures):
    dark, locale, width, (before, after) = PICTURES[name]
    add_three(libvirt)
    host.start(before)
    page = shell(dark=dark, locale=locale, width=width, height=1600)
    page.wait_until_shown("answer")
    host.change(after)
    page.wait("document.querySelectorAll('#history > li').length === 2")
    page.wait("document.querySelector('#guest-rows .label.bad')")
    picture = pictures / f"cockpit-{name}.png"
    page.screenshot(picture, whole=False)
    assert picture.stat().st_size > 10000
