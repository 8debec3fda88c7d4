# SPDX-License-Identifier: LGPL-2.1-or-later
"""The sources of what is installed, with the commands that compile them."""

import json
import shlex
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("daemon", "client")


def pytest_addoption(parser):
    parser.addoption("--build", required=True, metavar="FOLDER", help="a build folder made by Meson, with gcc")


def installed_sources(build):
    """Each once, though several targets may have it: (name, folder to compile in, words)."""
    sources = {}
    for entry in json.loads((Path(build) / "compile_commands.json").read_text()):
        path = (Path(entry["directory"]) / entry["file"]).resolve()
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in FOLDERS:
            sources[str(path.relative_to(ROOT))] = (entry["directory"], shlex.split(entry["command"]))
    return sources


def installed_headers():
    return sorted(str(path.relative_to(ROOT)) for folder in ("include", *FOLDERS) for path in (ROOT / folder).rglob("*.h"))


def pytest_generate_tests(metafunc):
    if "source" in metafunc.fixturenames:
        metafunc.parametrize("source", sorted(installed_sources(metafunc.config.getoption("--build"))))
