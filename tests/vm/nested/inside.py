# SPDX-License-Identifier: LGPL-2.1-or-later
"""
What a host needs to run a guest of its own: a QEMU that knows every mode, a kernel and an initramfs.

All of it is in one folder of the host, which has nothing else of that QEMU: its libraries do not take the place of
the host's own.
"""

import hashlib
import pathlib
import re
import shutil

import archive
import command
import cpio
import progress
import qemu as qemus
import roots

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = '/usr/local/lib/nested'
ARCHITECTURE = 'ppc64el'
# The C library is the host's: its parts have to fit each other.
OF_HOST = ('libc.so.6', 'libm.so.6')
# Of what is kept: to be raised where it is made in another way.
FORMAT = 1


def folder_in(tree):
    folder = tree / FOLDER.lstrip('/')
    folder.mkdir(parents=True)
    return folder


def unpack(suite, cache, folder):
    """The libraries are those of the suite that the roots are made of, whose C library they have to suit."""
    main = archive.Suite(cache.path, roots.SUITE, ARCHITECTURE)
    main.update()
    needed = main.with_dependencies(qemus.libraries(suite))
    suite.unpack(qemus.PACKAGES, folder)
    main.unpack([name for name in needed if name.startswith('lib') and name != 'libc6'], folder)


def collect(unpacked, build_root, folder):
    """QEMU's program, the libraries that it is linked with, and the firmware of a pseries machine."""
    program = unpacked / 'usr/bin' / qemus.PROGRAM
    path = ':'.join(f'/mnt/{name}/powerpc64le-linux-gnu' for name in ('usr/lib', 'lib'))
    listed = build_root.run(['env', f'LD_LIBRARY_PATH={path}', 'ldd', f'/mnt/usr/bin/{program.name}'], unpacked)
    if 'not found' in listed:
        raise command.CommandFailed(f'libraries of {qemus.PROGRAM} are missing:\n{listed}')
    libraries = re.findall(r'=> /mnt/(\S+)', listed)
    for file in [program, unpacked / 'usr/share/qemu/slof.bin', *(unpacked / name for name in libraries)]:
        if file.name not in OF_HOST:
            shutil.copy(file, folder)


def fetch_qemu(cache, build_root):
    suite = archive.Suite(cache.path, qemus.SUITE, ARCHITECTURE)
    suite.update()
    version = suite.field(qemus.PACKAGES[0], 'Version')

    def make(folder):
        with progress.step(f'fetching QEMU {version} of {suite.name} for {ARCHITECTURE}'):
            (folder / 'unpacked').mkdir()
            unpack(suite, cache, folder / 'unpacked')
            collect(folder / 'unpacked', build_root, folder_in(folder / 'tree'))
            cpio.pack(folder / 'tree', folder / 'archive.cpio')
            shutil.rmtree(folder / 'unpacked')
            shutil.rmtree(folder / 'tree')
    return cache.folder('nested-qemu', [FORMAT, version, build_root.name], make)


def find_qemu(cache, build_root):
    try:
        return fetch_qemu(cache, build_root)
    except command.CommandFailed as failure:
        folder = cache.newest('nested-qemu')
        if not folder:
            raise
        progress.say(f'{qemus.SUITE} cannot be asked, so the QEMU fetched before is used:\n{failure}')
        return folder


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
    cpio.pack(work / 'tree', folder / 'archive.cpio')
    shutil.rmtree(work)


def find(cache, build_root, kernel):
    """The archives that a host's root needs beside it. For holders of the cache's lock."""
    digest = hashlib.sha256((HERE / 'init.c').read_bytes()).hexdigest()
    guest = cache.folder('nested-guest', [FORMAT, digest, kernel.image.parent.name, build_root.name],
                         lambda folder: make_guest(build_root, kernel, folder))
    return [find_qemu(cache, build_root) / 'archive.cpio', guest / 'archive.cpio']
