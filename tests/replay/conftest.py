# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the replay tests share: which daemon to run, and device trees compiled from source."""

from pathlib import Path

import pytest

# Before the import: its assertions explain themselves then, as those of a test do.
pytest.register_assert_rewrite("answer")

from answer import Daemon  # noqa: E402
from capture import compiled  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--daemon", required=True, metavar="PATH", help="the ppc-compatd to test")


@pytest.fixture(scope="session")
def daemon(request):
    return Daemon(Path(request.config.getoption("--daemon")).resolve(strict=True))


@pytest.fixture
def compile_dts(tmp_path):
    """A function that compiles a .dts into a file of the test's own directory."""

    def compile_to(dts, name=None):
        blob = tmp_path / f"{name or Path(dts).stem}.dtb"
        blob.write_bytes(compiled(dts))
        return blob

    return compile_to
