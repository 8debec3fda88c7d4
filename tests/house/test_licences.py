# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each file has a licence, and its text is there, as the REUSE specification wants it."""
import shutil
import subprocess

from tree import ROOT, tracked


def test_reuse(tmp_path):
    # A copy, since without git what was built there would be looked at, too.
    for name in tracked():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    done = subprocess.run(["reuse", "--root", tmp_path, "lint"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_told_once():
    """Distributions look for these in places of their own."""
    for one, other in [("LICENSE", "LICENSES/LGPL-2.1-or-later.txt"), (".reuse/dep5", "packaging/debian/copyright")]:
        assert (ROOT / one).read_bytes() == (ROOT / other).read_bytes(), one
