# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every command that README and the man pages show is run, and prints what they show."""

import subprocess
from pathlib import Path

import pytest

from page import blocks_of_markdown, blocks_of_page
from transcript import NOT_RUN, OURS, program_of, steps_of, why_not_run

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [ROOT / "README.md", *sorted((ROOT / "doc").glob("*.scd"))]


def blocks_of(path):
    return blocks_of_markdown(path) if path.suffix == ".md" else blocks_of_page(path)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_transcripts(path, shop):
    """In the order in which a reader comes to them, so that one may use the files of another."""
    for block in blocks_of(path):
        if block.file_name:
            (shop.folder / block.file_name).write_text(block.text)
        elif block.is_transcript:
            differences = shop.play(block)
            assert not differences, "\n".join([block.place, *differences])


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_commands_have_a_prompt(path):
    """Or they would not be run. README shows without one what is typed once and cannot be run here."""
    for block in blocks_of(path):
        if block.is_transcript or block.file_name:
            continue
        for line in block.lines:
            word = line.split()[0] if line and not line.startswith(" ") else ""
            assert word not in OURS, f"{block.place}: {line}"
            assert word not in NOT_RUN or path.suffix == ".md", f"{block.place}: {line}"


def test_what_is_not_run_is_shown_somewhere():
    shown = {line.split()[0] for path in TEXTS for block in blocks_of(path) for line in block.lines if line.strip()}
    shown |= {program_of(command) for path in TEXTS for block in blocks_of(path) if block.is_transcript
              for command, _ in steps_of(block)}
    assert not set(NOT_RUN) - shown


def test_most_is_run():
    commands = [command for path in TEXTS for block in blocks_of(path) if block.is_transcript
                for command, _ in steps_of(block)]
    assert len([command for command in commands if not why_not_run(command)]) > len(commands) / 2


def test_pkg_config(environment, prefix):
    def ask(*words):
        return subprocess.run(["pkg-config", *words, "ppc-compat1"], env=environment, check=True, capture_output=True,
                              text=True, timeout=30).stdout.strip()

    assert ask("--variable=bus_name") == "org.ppc.Compat1"
    assert ask("--variable=object_path") == "/org/ppc/Compat1"
    assert Path(ask("--variable=interface_xml")).samefile(ROOT / "dbus/org.ppc.Compat1.xml")
    assert ask("--cflags") == f"-I{prefix}/include"
    assert ask("--libs") == ""
