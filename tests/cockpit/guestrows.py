# SPDX-License-Identifier: LGPL-2.1-or-later
"""The guests that the tests of the page put on the host, and what the page shows of them."""

from guestfiles import PASSTHROUGH, domain, mode

AS_POWER10 = "lpar-120-cores-power11-as-power10"
AS_POWER11 = "linux-7.3-papr-power11"
MOVED = "linux-7.3-papr-power11-moved-to-power10"
LOOK = "cockpit.dispatchEvent('visibilitychange')"
# Asks again after 50 ms in place of 10 s; it waits for an answer as long as ever.
HURRY = ("{ const kept = window.setTimeout;"
         "window.setTimeout = (act, ms) => kept(act, act.name === 'look' ? ms / 200 : ms); }")
# Gives up after 300 ms in place of 30 s.
IMPATIENT = ("{ const kept = window.setTimeout;"
             "window.setTimeout = (act, ms) => kept(act, ms === 30000 ? ms / 100 : ms); }")
UNLISTED = "The guests cannot be listed here; ppc-compatctl guest says why."


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
