# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is copied is what ppc-compatctl prints, to the last character."""

import pytest

VERBS = {"qemu-copy": "qemu-args", "libvirt-copy": "libvirt-xml", "virt-install-copy": "virt-install-args"}
HOSTS = ["lpar-9105-22a-power11", "lpar-120-cores-power11-as-power10", "linux-7.3-hv-power9", "../rules/machine-options"]


@pytest.mark.parametrize("name", HOSTS)
def test_copy(name, host, open_page, client):
    host.start(name)
    page = open_page()
    page.wait_until_shown("answer")
    for button, verb in VERBS.items():
        page.click(f"#{button}")
        page.wait_for_text(button, "Copied")
        printed = client.prints(verb)
        assert page.copied() == printed
        assert page.text(button.replace("copy", "text")) == printed.strip()
    page.wait_for_text("libvirt-copy", "Copy")


def test_copy_without_the_clipboard_interface(host, open_page, client):
    """As over a connection that the browser does not call secure."""
    host.start(HOSTS[0])
    page = open_page()
    page.wait_until_shown("answer")
    page.evaluate("window.kept = navigator.clipboard;"
                  "Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.click("#libvirt-copy")
    page.wait_for_text("libvirt-copy", "Copied")
    assert page.evaluate("window.kept.readText()") == client.prints("libvirt-xml")
    assert page.evaluate("document.activeElement.id") == "libvirt-copy"


def test_nothing_to_copy(host, open_page):
    host.start("lpar-9009-22a-power9")
    page = open_page()
    page.wait_until_shown("answer")
    assert page.is_shown("nothing-to-copy")
    assert not page.is_shown("copy")
    host.change(HOSTS[0])
    page.wait_until_shown("copy")
    assert not page.is_shown("nothing-to-copy")


def test_what_is_unsafe(host, open_page, client):
    """The page says what ppc-compatctl says on its standard error; where all is safe neither says a word."""
    host.start("../rules/machine-options")
    page = open_page(locale="de-DE")
    page.wait_until_shown("answer")
    assert page.text("unsafe").startswith("unsicher: mit cap-cfpc=broken können die Programme")
    page = open_page()
    page.wait_until_shown("answer")
    assert page.is_shown("unsafe")
    assert f"ppc-compatctl: {page.text('unsafe')}\n" in client.says("qemu-args")
    host.change(HOSTS[2])
    page.wait("document.getElementById('unsafe').hidden")
    page.wait_for_text("qemu-text", client.prints("qemu-args").strip())
