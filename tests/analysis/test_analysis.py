# SPDX-License-Identifier: LGPL-2.1-or-later
"""What three analysers say of each source that is installed: nothing. What they are not asked, and why: .clang-tidy
and cppcheck-suppressions."""

import subprocess
from pathlib import Path

import pytest
from conftest import FOLDERS, ROOT, installed_headers, installed_sources

HERE = Path(__file__).resolve().parent
CHECKS = "warning,style,performance,portability"


@pytest.fixture(scope="session")
def build(request):
    return request.config.getoption("--build")


def run(words, folder=ROOT):
    return subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def test_there_are_sources(build):
    assert {Path(name).parts[0] for name in installed_sources(build)} == set(FOLDERS)


def test_clang_tidy(build, source):
    done = run(["clang-tidy", "--quiet", "-p", build, source])
    assert done.returncode == 0, done.stdout


def without_output(words):
    """The same compilation, with nothing of it in the build folder; dependencies are an output, too."""
    kept = [word for before, word in zip(["", *words], words) if before not in ("-MQ", "-MF", "-o")]
    return [word for word in kept if word not in ("-MD", "-MQ", "-MF", "-o")] + ["-o", "/dev/null"]


def test_gcc_analyzer(build, source):
    folder, words = installed_sources(build)[source]
    done = run([*without_output(words), "-fanalyzer", "-Werror", "-fdiagnostics-color=never"], folder)
    assert done.returncode == 0, done.stderr


def test_cppcheck(build):
    includes = {f"-I{Path(name).parent}" for name in installed_headers()}
    generated = {f"-I{build}/{name}" for name in FOLDERS}
    done = run(["cppcheck", f"--enable={CHECKS}", "--std=c11", "--quiet", "--error-exitcode=1", "-D_GNU_SOURCE",
                f"--suppressions-list={HERE / 'cppcheck-suppressions'}", *includes, *generated, *FOLDERS])
    assert done.returncode == 0, done.stderr
