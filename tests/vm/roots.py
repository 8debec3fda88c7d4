# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Two small ppc64el systems of Debian: one to build packages in, and one to boot. The latter is kept twice: as it is,
for packages to be installed on top of it, and as an initramfs archive.

They are made together, so that what is linked in one runs in the other.
"""

import concurrent.futures

import bootstrap
import cache as caches
import chroot
import command
import cpio
import progress

# Of what is kept: to be raised where it is made in another way.
FORMAT = 3
SUITE = 'bookworm'
BUILD = [
    'build-essential', 'debhelper', 'gettext', 'kmod', 'libcmocka-dev', 'libfdt-dev', 'libjson-c-dev', 'libxml2-dev',
    'libsystemd-dev', 'libvirt-dev', 'meson', 'pkgconf', 'python3', 'scdoc', 'systemd',
]
BOOT = ['dbus', 'kmod', 'libfdt1', 'libjson-c5', 'libsystemd0', 'libxml2', 'polkitd', 'procps', 'systemd-sysv',
        'udev', 'util-linux']
# Neither the boot nor a check needs these, and what is not there need not be loaded, unpacked and held in memory.
UNUSED = [
    'boot', 'etc/hostname', 'etc/resolv.conf', 'etc/systemd/system/timers.target.wants',
    'usr/lib/powerpc64le-linux-gnu/gconv', 'usr/lib/powerpc64le-linux-gnu/perl', 'usr/lib/udev/hwdb.bin',
    'usr/lib/udev/hwdb.d', 'usr/share/doc', 'usr/share/i18n', 'usr/share/locale', 'usr/share/man', 'usr/share/perl',
    'usr/share/zoneinfo', 'var/cache', 'var/lib/apt', 'var/lib/dpkg',
]


class BootRoot:
    def __init__(self, path):
        self.path = path

    def install(self, packages, work):
        """
        Installs packages, files in the folder work, as Debian does it, scripts included. The root stays as it is; the
        folder that is answered has what has changed, without what is not used.
        """
        chroot.run_in_copy(self.path, work, ['dpkg', '--install', *(f'/mnt/{package.name}' for package in packages)])
        remove_unused(work / 'changes')
        return work / 'changes'


class BuildRoot:
    """Its name tells it from one with other packages. What it builds is for the root boot."""

    def __init__(self, folder):
        self._path = folder / 'build'
        self.boot = BootRoot(folder / 'boot')
        self.name = folder.name

    def run(self, arguments, work, limit=600):
        """Runs a program of the root, which finds the folder work as /mnt."""
        return chroot.run(self._path, work, arguments, limit)


def make_root(packages, folder):
    bootstrap.make(SUITE, packages, folder, '--architectures=ppc64el', '--variant=essential')


def remove_unused(tree):
    for name in UNUSED:
        caches.remove(tree / name)


def pack_boot_root(tree, target):
    remove_unused(tree)
    cpio.pack_compressed(tree, target)
    caches.remove(tree)


def make(folder):
    with progress.step('making the ppc64el roots (3 to 6 minutes, once)'):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            jobs = [pool.submit(make_root, BUILD, folder / 'build'), pool.submit(make_root, BOOT, folder / 'boot')]
        for job in jobs:
            job.result()
        command.run(['cp', '--archive', folder / 'boot', folder / 'packed'])
        pack_boot_root(folder / 'packed', folder / 'boot.cpio.zst')


def find(cache):
    """The root to build in, and the archive of the one to boot. For holders of the cache's lock."""
    folder = cache.folder('roots', [FORMAT, SUITE, BUILD, BOOT, UNUSED], make)
    return BuildRoot(folder), folder / 'boot.cpio.zst'
