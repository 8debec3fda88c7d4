# SPDX-License-Identifier: LGPL-2.1-or-later
"""A small Debian system of this machine's suite and architecture, to install packages in and to be thrown away."""

import pathlib
import platform
import re
import shutil
import stat
import sys

# The cache, the mirror and the chroot are those of the emulated machines.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "vm"))

import bootstrap  # noqa: E402
import cache as caches  # noqa: E402
import chroot  # noqa: E402

# Of what is kept: to be raised where it is made in another way.
FORMAT = 1
# What the packages depend on, so that they install without a network, and what the tests run.
INCLUDED = ["cockpit-bridge", "dbus", "device-tree-compiler", "jq", "libfdt1", "libjson-c5", "libxml2", "pkgconf", "polkitd",
            "procps", "systemd-sysv", "udev"]
# What Debian's own tools write as they install and remove anything.
OF_DEBIAN = r"""
    ( etc/(passwd|group|shadow|gshadow)-?
    | etc/\.pwd\.lock
    | var/(cache|log|tmp)/.*
    | var/lib/(apt|dpkg)/.*
    | var/lib/systemd/catalog/database
    | run/.* | tmp/.* )"""


def make_base(folder):
    suite = platform.freedesktop_os_release()["VERSION_CODENAME"]
    bootstrap.make(suite, INCLUDED, folder / "root", "--variant=apt", limit=900)


def open_cache():
    return caches.Cache(caches.default_path().parent / "packaging")


def find_base():
    cache = open_cache()
    os_release = platform.freedesktop_os_release()
    with cache.locked():
        return cache.folder("system", [FORMAT, os_release["VERSION_CODENAME"], INCLUDED], make_base) / "root"


class System:
    def __init__(self, base, work):
        self._base = base
        self.work = work
        work.mkdir()

    def run(self, *arguments, limit=300):
        """Its standard output; CommandFailed with all that it has said where it fails. It finds work as /mnt."""
        return chroot.run_in_copy(self._base, self.work, arguments, limit)

    def apt_get(self, *arguments):
        return self.run("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--yes", *arguments)

    def install(self, packages, *options):
        for package in packages:
            shutil.copy(package, self.work)
        return self.apt_get(*options, "install", *(f"/mnt/{package.name}" for package in packages))

    def read(self, path):
        """A file as it is now; of a link, what it leads to in the system."""
        return self.run("cat", path)

    def exists(self, path):
        return self.run("sh", "-c", '[ ! -e "$1" ] && [ ! -L "$1" ] || echo yes', "exists", path) == "yes\n"

    def enabled(self, unit):
        return self.run("sh", "-c", 'systemctl is-enabled "$1" 2>&1 || true', "enabled", unit).strip()

    def changes(self):
        """Paths that differ from those of the system as it was made, but for Debian's own records."""
        top = self.work / "changes"
        return sorted(path for path, copy in ((str(copy.relative_to(top)), copy) for copy in top.rglob("*"))
                      if not re.fullmatch(OF_DEBIAN, path, re.VERBOSE) and self._differs(path, copy))

    def _differs(self, path, copy):
        before, now = self._base / path, copy.lstat()
        if not before.exists() and not before.is_symlink():
            return True
        was = before.lstat()
        if (was.st_mode, was.st_uid, was.st_gid) != (now.st_mode, now.st_uid, now.st_gid):
            return True
        if stat.S_ISREG(now.st_mode):
            return before.read_bytes() != copy.read_bytes()
        return copy.is_symlink() and before.readlink() != copy.readlink()
