# SPDX-License-Identifier: LGPL-2.1-or-later
"""The pictures say what the texts say, and each is shown somewhere."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from page import blocks_of_page

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "doc" / "pictures"
SVG = {"svg": "http://www.w3.org/2000/svg"}
PLACES = [ROOT / "README.md", ROOT / "HACKING.md", *sorted((ROOT / "doc").glob("*.md"))]


def texts(name, group=None, kind=None):
    tree = ElementTree.parse(PICTURES / f"{name}.svg")
    where = f".//svg:g[@id='{group}']/svg:text" if group else ".//svg:text"
    return [text.text for text in tree.iterfind(where, SVG) if kind is None or text.get("class") == kind]


def test_each_is_shown():
    shown = {(place.parent / name).resolve() for place in PLACES
             for name in re.findall(r"!\[[^]]+\]\(([^)]+)\)", place.read_text())}
    assert shown == set(PICTURES.iterdir())


def test_the_degraded_screen():
    """Its lines are those of the man page, which are printed by the program."""
    blocks = [block.lines for block in blocks_of_page(ROOT / "doc" / "ppc-compatctl.1.scd")]
    assert texts("degraded") in blocks


@pytest.mark.parametrize("state", ["degraded", "unavailable"])
def test_the_reasons_of_a_state(state):
    page = (ROOT / "doc" / "org.ppc.Compat1.5.scd").read_text()
    wanted = [word for word, states in re.findall(r"^\*([\w-]+)\* \(([\w ]+);", page, re.MULTILINE)
              if state in states.split()]
    assert sorted(texts("states", state, "mono")) == sorted(wanted)
