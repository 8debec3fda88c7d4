# SPDX-License-Identifier: LGPL-2.1-or-later
"""The files of the tree that the project is made of."""
import fnmatch
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def list_files():
    """What git would take in; in a release, where there is no git, all but what the tools make."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                                check=True, capture_output=True, text=True).stdout
        return listed.split("\0")
    names = (str(path.relative_to(ROOT)) for path in ROOT.rglob("*"))
    return [name for name in names if not re.match(r"build|(.*/)?__pycache__/", name)]


def tracked(*patterns):
    return sorted(name for name in list_files() if name and (ROOT / name).is_file()
                  and any(fnmatch.fnmatch(name, pattern) for pattern in patterns or "*"))
