# SPDX-License-Identifier: LGPL-2.1-or-later
"""Completion, in a real bash."""

import pathlib
import re
import subprocess

import pytest

from rig import DEADLINE, REASONS

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "client" / "ppc-compatctl.bash"
MODES = ["power10", "power11", "power8", "power9"]

# Bash sets these variables to what readline has cut the line into: "=" is a word of its own.
ASK = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
_ppc_compatctl ppc-compatctl "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def complete(client_path, tmp_path):
    def ask(*words):
        result = subprocess.run(["bash", "--norc", "-uc", ASK, "bash", SCRIPT, client_path, *words],
                                capture_output=True, text=True, timeout=DEADLINE, cwd=tmp_path)
        assert (result.returncode, result.stderr) == (0, "")
        return sorted(result.stdout.split())

    return ask


def help_of(client_path):
    return subprocess.run([client_path, "--help"], capture_output=True, text=True, check=True).stdout


def test_every_verb(complete, client_path):
    verbs = re.findall(r"^  ([a-z][a-z-]+) ", help_of(client_path), re.MULTILINE)
    assert complete("") == sorted(verbs) and len(verbs) >= 12


def test_every_option(complete, client_path):
    options = re.findall(r"(?<=[ ])(-[a-zA-Z]|--[a-z-]+)(?=[ =\n])", help_of(client_path).split("Options:")[1]
                         .split("The exit status")[0])
    assert complete("-") == sorted(set(options))
    assert complete("--no") == ["--no-block", "--no-pager"]


@pytest.mark.parametrize("words, expected", [
    (["mo"], ["modes", "monitor"]), (["check", ""], MODES), (["qemu-args", ""], MODES),
    (["libvirt-xml", "power1"], ["power10", "power11"]), (["refresh", ""], ["client", "migration", "resume"]),
    (["export", ""], ["ansible", "nfd", "nova", "prometheus"]), (["status", ""], []),
    (["explain", ""], sorted(entry["reason"] for entry in REASONS)),
    (["explain", "no-k"], ["no-kvm", "no-kvm-hv"]),
    (["--json", ""], ["off", "pretty", "short"]), (["--json", "="], ["off", "pretty", "short"]),
    (["--json", "=", "p"], ["pretty"]), (["--json", "=", "short", "che"], ["check"]),
    (["-H", "somewhere", "che"], ["check"]), (["-q", "check", "power9"], ["power9"]),
    (["-j", "export", "--output", "=", "/nonexistent", "n"], ["nfd", "nova"]), (["--timeout", ""], []),
])
def test_words(complete, words, expected):
    assert complete(*words) == expected


@pytest.mark.parametrize("words", [["check", "power9", ""], ["-q", "export", "nfd", ""], ["refresh", "client", "-q", ""]])
def test_no_second_argument(complete, words):
    assert complete(*words) == []


def test_what_others_say_is_not_executed(client_path, tmp_path):
    """Neither a container's name nor a word of explain, wherever it came from. Both programs are scripts here."""
    trace = tmp_path / "executed"
    for name in ("machinectl", "ppc-compatctl"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\ncat <<'END'\n$(touch${{IFS}}{trace})\nbox\n`touch${{IFS}}{trace}`\n$HOME\n*\nEND\n")
        program.chmod(0o755)
    for words in (["-M", ""], ["explain", ""]):
        result = subprocess.run(["bash", "--norc", "-uc", ASK, "bash", SCRIPT, "ppc-compatctl", *words], cwd=tmp_path,
                                capture_output=True, text=True, timeout=DEADLINE,
                                env={"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": "/home/somebody"})
        assert (result.returncode, result.stderr) == (0, "") and not trace.exists()
        assert result.stdout.splitlines()[1::2] == ["box", "$HOME"] and result.stdout.splitlines()[-1] == "*"


def test_files(complete, tmp_path):
    (tmp_path / "one.prom").touch()
    assert complete("export", "--output", "o") == ["one.prom"]
    assert complete("export", "--output", "=", "o") == ["one.prom"]


def test_guests(complete, tmp_path):
    """Files, whether virsh is there or not."""
    (tmp_path / "web.xml").touch()
    assert "web.xml" in complete("guest", "w")
    assert "web.xml" in complete("guest", "--fix", "we")
    assert complete("guest", "--to", "=", "lpar1", "web.x") == ["web.xml"]


def test_bash_finds_it_by_itself(tmp_path, client_path):
    """Installed under the program's name, where bash-completion looks it up."""
    folder = tmp_path / "bash-completion" / "completions"
    folder.mkdir(parents=True)
    (folder / "ppc-compatctl").write_bytes(SCRIPT.read_bytes())
    ask = ('source /usr/share/bash-completion/bash_completion; _completion_loader ppc-compatctl; '
           'complete -p ppc-compatctl')
    result = subprocess.run(["bash", "--norc", "-c", ask], capture_output=True, text=True, timeout=DEADLINE,
                            env={"PATH": "/usr/bin:/bin", "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)})
    assert result.stdout == "complete -F _ppc_compatctl ppc-compatctl\n", result.stderr
