# SPDX-License-Identifier: LGPL-2.1-or-later
"""Packages of the working tree, as they are built and as an earlier version might have been."""

import pathlib
import re
import subprocess

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PACKAGING = SOURCE / "packaging"
NAMES = ["cockpit-ppc-compat", "ppc-compat-dev", "ppc-compatctl", "ppc-compatd"]


def run(*arguments, **options):
    """Standard output, and the error in full where it fails."""
    done = subprocess.run([str(argument) for argument in arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, errors="replace", **options)
    assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def field(deb, name):
    return run("dpkg-deb", "--field", deb, name).strip()


def files_of(deb):
    """Path to mode, of all that is not a folder."""
    listed = [line.split(None, 5) for line in run("dpkg-deb", "--contents", deb).splitlines()]
    return {path.split(" -> ")[0].removeprefix("."): mode for mode, *_, path in listed if mode[0] != "d"}


def contents(paths):
    """What both kinds of packages have to have, however they are laid out."""
    own = r"/usr/share/(doc|licenses|lintian)/|/usr/lib/\.build-id/"
    return {"/usr" + path if path.startswith("/lib/") else path for path in paths if not re.match(own, path)}


def find(folder, name):
    found = list(folder.glob(f"{name}_*.deb"))
    assert len(found) == 1, found
    return found[0]


def make_earlier(deb, folder, edits):
    """The same package as version 0.0-1; edits: path to a text that is added to that file."""
    tree = folder / f"{deb.stem}-earlier"
    run("dpkg-deb", "--raw-extract", deb, tree)
    control = tree / "DEBIAN/control"
    control.write_text(control.read_text().replace(f"Version: {field(deb, 'Version')}\n", "Version: 0.0-1\n"))
    for path, text in edits.items():
        with open(tree / path, "a", encoding="utf-8") as file:
            file.write(text)
    earlier = folder / f"{field(deb, 'Package')}_0.0-1.deb"
    run("dpkg-deb", "--root-owner-group", "--build", tree, earlier)
    return earlier
