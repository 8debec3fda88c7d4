# SPDX-License-Identifier: LGPL-2.1-or-later
"""
What a host needs to run a guest of its own: a QEMU that knows every mode, libvirt, a kernel and an initramfs.

All but libvirt is in one folder of the host, QEMU's libraries too: they do not take the place of the host's own.
"""

import hashlib
import pathlib
import shutil

import cpio
import kernels
import progress
import qemu as qemus
import supply
from nested import libvirt

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = '/usr/local/lib/nested'
FIRMWARE = ['slof.bin']
# Of what is kept: to be raised where it is made in another way.
FORMAT = 3
ARCHIVE = 'archive.cpio.zst'


def folder_in(tree):
    folder = tree / FOLDER.lstrip('/')
    folder.mkdir(parents=True)
    return folder


def make_qemu(candidate, folder):
    with progress.step(f'fetching {candidate} for {kernels.ARCHITECTURE}'):
        unpacked, tree = folder / 'unpacked', folder / 'tree'
        unpacked.mkdir()
        qemus.unpack(candidate, unpacked)
        qemus.collect(unpacked, FIRMWARE, folder_in(tree))
        cpio.pack_compressed(tree, folder / ARCHIVE)
        shutil.rmtree(unpacked)
        shutil.rmtree(tree)


def find_qemu(cache, archive):
    return supply.newest(cache, archive, 'nested-qemu', qemus.LINES['10'], kernels.ARCHITECTURE, [FORMAT, FIRMWARE],
                         make_qemu)


def make_guest(build_root, kernel, folder):
    """The kernel of the guest is that of the host; its only program is init."""
    work = folder / 'work'
    (work / 'guest/proc').mkdir(parents=True)
    (work / 'guest/sys').mkdir()
    shutil.copy(HERE / 'init.c', work)
    build_root.run(['gcc', '-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-static', '-s',
                    '-o', '/mnt/guest/init', '/mnt/init.c'], work)
    target = folder_in(work / 'tree')
    cpio.pack(work / 'guest', target / 'initrd')
    shutil.copy(kernel.image, target / 'kernel')
    cpio.pack_compressed(work / 'tree', folder / ARCHIVE)
    shutil.rmtree(work)


def find(cache, archive, build_root, kernel):
    """The archives that a host's root needs beside it. For holders of the cache's lock."""
    digest = hashlib.sha256((HERE / 'init.c').read_bytes()).hexdigest()
    guest = cache.folder('nested-guest', [FORMAT, digest, kernel.image.parent.name, build_root.name],
                         lambda folder: make_guest(build_root, kernel, folder))
    return [find_qemu(cache, archive) / ARCHIVE, libvirt.find(cache, archive, build_root) / ARCHIVE, guest / ARCHIVE]
