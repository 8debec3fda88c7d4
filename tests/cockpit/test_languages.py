# SPDX-License-Identifier: LGPL-2.1-or-later
"""German shows German; the catalogue has every text that the page can show, and no other."""

import re
import subprocess

from messages import SOURCE, all_messages

# The project has no page on the web, which AppStream 1.0 misses. The developer, whom it wants, is unknown to 0.16.
METAINFO_IGNORES = r": url-homepage-missing$|: unknown-tag developer$"


def catalogue(path):
    """msgid -> msgstr of a .po file without plurals and contexts."""
    entries, current, key = {}, None, None
    for line in path.read_text().splitlines():
        match = re.fullmatch(r'(?:(msgid|msgstr) )?"(.*)"', line)
        if not match:
            continue
        keyword, text = match[1], match[2].replace(r"\"", '"').replace(r"\n", "\n")
        if keyword == "msgid":
            key, current = "", "id"
        elif keyword == "msgstr":
            entries[key], current = "", "str"
        if current == "id":
            key += text
        else:
            entries[key] += text
    entries.pop("")
    return entries


def test_german(host, open_page):
    host.start("linux-7.3-papr-power11-moved-to-power10")
    page = open_page(locale="de-DE")
    page.wait_until_shown("answer")
    assert page.evaluate("document.documentElement.lang") == "de"
    assert page.evaluate("document.title") == page.texts("h1")[0] == "POWER-Kompatibilität"
    assert page.texts("#guest-modes > li") == ["power10 (empfohlen)", "power9"]
    assert page.text("state") == "eingeschränkt"
    assert page.text("host-mode-note") == "ein POWER11-Prozessor im Kompatibilitätsmodus POWER10"
    assert page.text("platform") == "von QEMU emulierte Maschine"
    assert page.text("last-change") == "soeben, als der Dienst startete"
    german = catalogue(SOURCE / "po" / "de.po")
    shown = page.evaluate("[...document.querySelectorAll('h1, h2, h3, dt, button, p, strong')]"
                          ".filter(each => each.checkVisibility()).map(each => each.innerText.trim())")
    assert {text for text in shown if german.get(text, text) != text} == set()
    assert {german["This host"], german["Copy"], german["What to do"]} <= {*shown}


def test_every_text_is_translated(data):
    texts = (data / "cockpit" / "ppc-compat" / "texts.js").read_text()
    for path in (SOURCE / "po").glob("*.po"):
        entries = catalogue(path)
        assert all_messages(texts) - entries.keys() == set()
        assert entries.keys() - all_messages(texts) == set()
        for original, translation in entries.items():
            assert translation
            # What is put in, and the commands to type, are in both.
            assert sorted(re.findall(r"\$\d", original)) == sorted(re.findall(r"\$\d", translation))
            assert sorted(commands(original)) == sorted(commands(translation))


def commands(text):
    return re.findall(r"(?<!\w)'([^']+)'", text)


def test_metainfo(data):
    metainfo = data / "metainfo" / "org.ppc.compat1.cockpit.metainfo.xml"
    result = subprocess.run(["appstreamcli", "validate", "--no-net", "--pedantic", metainfo], capture_output=True,
                            text=True, timeout=60)
    assert "Validation" in result.stdout, result
    issues = [line for line in result.stdout.splitlines() if re.match("[A-Z]: ", line)]
    assert [line for line in issues if not re.search(METAINFO_IGNORES, line)] == []
