# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every text that the page can show, taken from its sources, to hold the translations against."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

LITERAL = r'"(?:[^"\\]|\\.)*"'
SOURCE = Path(__file__).resolve().parents[2] / "cockpit"


class Translatable(HTMLParser):
    """The text of each element that has the attribute translate; there are no elements within them."""

    def __init__(self):
        super().__init__()
        self.texts = []
        self.inside = False

    def handle_starttag(self, tag, attrs):
        self.inside = ("translate", "yes") in attrs

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.texts.append(data)


def of_html():
    parser = Translatable()
    parser.feed((SOURCE / "index.html").read_text())
    return parser.texts


def of_scripts():
    for script in sorted(SOURCE.glob("*.js")):
        for literals in re.findall(rf'\b_\(({LITERAL}(?:\s*\+\s*{LITERAL})*)\)', script.read_text()):
            yield "".join(json.loads(literal) for literal in re.findall(LITERAL, literals))


def of_manifest():
    manifest = json.loads((SOURCE / "manifest.json").read_text())
    return [item["label"] for item in manifest["menu"].values()]


def of_tables(texts_js):
    """The texts that the page has from ppc-compatctl."""
    tables = {name: json.loads(value) for name, value in
              re.findall(r"^export const (\w+) = (.*?);$", texts_js, re.MULTILINE | re.DOTALL)}
    for reason in [*tables["REASONS"].values(), tables["GENERAL_REASON"]]:
        yield from (reason["meaning"], reason["action"], *reason["actionOn"].values())
    yield tables["PASTE"]["unsafe"]
    for verdict in tables["VERDICTS"].values():
        yield from verdict.values()
    yield from (tables["DIED"], tables["VERDICT_SCOPE"])
    for table in ("PLATFORMS", "TRIGGERS", "NOTES"):
        yield from tables[table].values()


def all_messages(texts_js):
    return {*of_html(), *of_scripts(), *of_manifest(), *of_tables(texts_js)}
