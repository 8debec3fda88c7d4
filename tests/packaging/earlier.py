# SPDX-License-Identifier: LGPL-2.1-or-later
"""Packages of an earlier commit of this project, built by its own packaging."""

import platform
import subprocess

import command
import packages
import system as systems

# The last before trial guests: its record has no reason guest-refused.
COMMIT = "eeee7f1"
# Of what is kept: to be raised where it is made in another way.
FORMAT = 1
GIT = ["git", "-c", f"safe.directory={packages.SOURCE}", "-C", packages.SOURCE]
UNPACK = """
    git -c safe.directory="$1" -C "$1" archive "$2" | tar --extract --directory="$3"
    DEB_BUILD_OPTIONS=nocheck DEB_BUILD_PROFILES=nocheck "$3/packaging/build-deb" "$4"
    """


def why_not():
    """Why it cannot be built; empty where it can."""
    done = subprocess.run([*GIT, "cat-file", "-e", f"{COMMIT}^{{commit}}"], capture_output=True, check=False)
    return f"commit {COMMIT} is not in this clone, which is shallow or no clone" if done.returncode else ""


def make(folder):
    for name in "source", "debs":
        (folder / name).mkdir()
    command.run(["bash", "-euo", "pipefail", "-c", UNPACK, "unpack", packages.SOURCE, COMMIT, folder / "source",
                 folder / "debs"])


def find_debs():
    cache = systems.open_cache()
    suite = platform.freedesktop_os_release()["VERSION_CODENAME"]
    with cache.locked():
        return cache.folder("earlier", [FORMAT, COMMIT, suite, platform.machine()], make) / "debs"
