# SPDX-License-Identifier: LGPL-2.1-or-later
"""libvirt for a host, with the libraries that its root does not have: unpacked, not installed."""

import functools
import re
import shutil

import cpio
import kernels
import progress
import roots
import supply

# Of libvirt as its suites split it: what manages QEMU, with virsh, and what knows processors and domains.
PACKAGE = 'libvirt-daemon-driver-qemu'
COMPANIONS = ['libvirt-daemon', 'libvirt-daemon-common', 'libvirt-clients', 'libvirt-common', 'libvirt0']
# apt tells both sides of an alternative, and this one takes the place of libsystemd.
UNWANTED = {'libelogind0'}
SOURCE = supply.Source(['bookworm-backports bookworm'], PACKAGE, '11')
# Of what is kept: to be raised where it is made in another way.
FORMAT = 3


def missing(candidate, root):
    """The libraries that the packages need and the root lacks."""
    status = (root / 'var/lib/dpkg/status').read_text(encoding='utf-8')
    present = set(re.findall(r'^Package: (.*)$', status, re.MULTILINE))
    own = {PACKAGE, *COMPANIONS}
    direct = {name for one in own for name in candidate.suite.depends(one, candidate.version)
              if re.match('lib(?!virt)', name)}
    needed = candidate.suite.with_dependencies(sorted(direct))
    return sorted({name for name in needed if name.startswith('lib')} - present - UNWANTED)


def merge_usr(tree):
    """/lib is a link in the root, which a folder of that name would take the place of."""
    for name in 'bin', 'lib', 'sbin':
        if (tree / name).is_dir():
            shutil.copytree(tree / name, tree / 'usr' / name, symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(tree / name)


def make(root, candidate, folder):
    with progress.step(f'fetching {candidate} for {kernels.ARCHITECTURE}'):
        tree = folder / 'tree'
        tree.mkdir()
        companions = [f'{name}={candidate.version}' for name in COMPANIONS]
        candidate.unpack([*companions, *missing(candidate, root)], tree)
        merge_usr(tree)
        roots.remove_unused(tree)
        cpio.pack_compressed(tree, folder / 'archive.cpio.zst')
        shutil.rmtree(tree)


def find(cache, archive, build_root):
    """The folder with the archive. For holders of the cache's lock."""
    return supply.newest(cache, archive, 'nested-libvirt', SOURCE, kernels.ARCHITECTURE, [FORMAT, build_root.name],
                         functools.partial(make, build_root.boot.path))
