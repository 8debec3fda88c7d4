# SPDX-License-Identifier: LGPL-2.1-or-later
"""The man pages are sound, and can be read in 80 columns."""

import os
import re
import subprocess
from pathlib import Path

import pytest

PAGES = ["ppc-compatd.8", "ppc-compat-hook.8", "ppc-compatctl.1", "org.ppc.Compat1.5"]
COLUMNS = 80

# scdoc puts a paragraph before each thing that is one already; no reader sees it.
LINT_IGNORES = r"skipping paragraph macro"
# groff 1.23 tells of a line that a long word has to itself; whether it fits is for test_lines_fit.
GROFF_IGNORES = r"warning.*: cannot adjust line$"


@pytest.fixture(params=PAGES)
def page(request):
    return Path(request.config.getoption("--pages")) / request.param


def show(page):
    environment = os.environ | {"MANWIDTH": str(COLUMNS), "LC_ALL": "C.UTF-8"}
    return subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", page], env=environment, check=True,
                          capture_output=True, text=True, timeout=30)


def test_groff_has_no_warning(page):
    assert [line for line in show(page).stderr.splitlines() if not re.search(GROFF_IGNORES, line)] == []


def test_mandoc_has_no_warning(page):
    command = ["mandoc", "-T", "lint", "-W", "warning", page]
    result = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert [line for line in result.stdout.splitlines() if not re.search(LINT_IGNORES, line)] == []


def test_apropos_finds_it(page):
    result = subprocess.run(["lexgrog", page], capture_output=True, text=True, timeout=30)
    assert result.stdout.startswith(f'{page}: "{page.stem} - ')


def test_lines_fit(page):
    lines = show(page).stdout.splitlines()
    assert lines and [line for line in lines if len(line) > COLUMNS] == []


def test_no_name_is_broken(page):
    """At the end of a line, so that it can be copied."""
    assert not re.search(r"[-\N{HYPHEN}]\n", show(page).stdout)


def test_nothing_is_left_to_fill_in(page):
    assert not re.search(r"@[A-Z]+@", page.read_text())
