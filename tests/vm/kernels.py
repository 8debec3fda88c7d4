# SPDX-License-Identifier: LGPL-2.1-or-later
"""
The kernels that the hosts boot: Debian's newest build of each line, resolved at run time since suites move, with the
few modules that are not built in and matter here.
"""

import dataclasses
import lzma
import pathlib
import re
import shutil

import command
import cpio
import progress
import supply

ARCHITECTURE = 'ppc64el'
MODULES = ['kvm', 'kvm-hv']
# What leads to the agent's port, built in since.
VIRTIO = ['virtio', 'virtio_ring', 'virtio_pci', 'virtio_pci_legacy_dev', 'virtio_pci_modern_dev', 'virtio_console']
# Of what is kept: to be raised where it is made in another way.
FORMAT = 2


@dataclasses.dataclass
class Line:
    """A line of kernels, and how a release of it is found in the name of its package."""
    source: supply.Source
    companions: list
    modules: list = dataclasses.field(default_factory=lambda: MODULES)

    def release(self, package):
        return re.fullmatch(self.source.package, package)[1]


def image_line(suites, release, **limits):
    return Line(supply.Source(suites, f'linux-image-({release})', **limits), [])


def binary_line(suites, release, **limits):
    """Debian's newer builds come in two packages, one for the image and one for the modules."""
    return Line(supply.Source(suites, f'linux-binary-({release})', **limits), ['linux-modules-'])


# Where two are named alike but for -64k, that is the size of their pages. All others have pages of 4 KiB, but for 6.1.
LINES = {
    '7.3': binary_line(['trixie-backports', 'sid', 'experimental'], r'\S+-powerpc64le', at_least='7.3~'),
    '7.3-64k': binary_line(['trixie-backports', 'sid', 'experimental'], r'\S+-powerpc64le-64k', at_least='7.3~'),
    '7.2': binary_line(['sid', 'forky', 'trixie-backports'], r'\S+-powerpc64le', at_least='7.2~', below='7.3~'),
    '6.12': image_line(['trixie', 'bookworm-backports'], r'6\.12\.\S+-powerpc64le', at_least='6.12'),
    '6.12-64k': image_line(['trixie', 'bookworm-backports'], r'6\.12\.\S+-powerpc64le-64k', at_least='6.12'),
    '6.1': dataclasses.replace(image_line(['bookworm'], r'6\.1\.\S+-powerpc64le', at_least='6.1'),
                               modules=MODULES + VIRTIO),
}


@dataclasses.dataclass
class Kernel:
    release: str
    image: pathlib.Path
    modules: pathlib.Path


def find_file(unpacked, *patterns):
    """The first file that fits one of the patterns: where it is, and whether it is packed, differs by suite."""
    for pattern in patterns:
        for file in unpacked.glob(pattern):
            return file
    raise command.CommandFailed(f'the packages have no {" nor ".join(patterns)}')


def take_modules(unpacked, release, modules, folder):
    """An initramfs archive of the modules, with their index."""
    tree = unpacked / 'overlay'
    target = tree / 'usr/lib/modules' / release
    target.mkdir(parents=True)
    for module in modules:
        packed = find_file(unpacked, f'**/modules/{release}/**/{module}.ko.xz', f'**/modules/{release}/**/{module}.ko')
        content = packed.read_bytes()
        (target / f'{module}.ko').write_bytes(lzma.decompress(content) if packed.suffix == '.xz' else content)
    for name in 'modules.order', 'modules.builtin':
        (target / name).touch()
    # Which of the two places depmod takes depends on how it was built.
    (tree / 'lib').symlink_to('usr/lib')
    command.run(['depmod', f'--basedir={tree}', release])
    (tree / 'lib').unlink()
    cpio.pack(tree, folder / 'modules.cpio')


def make(line, candidate, folder):
    release = line.release(candidate.package)
    with progress.step(f'fetching {candidate}'):
        unpacked = folder / 'unpacked'
        unpacked.mkdir()
        candidate.unpack([f'{companion}{release}={candidate.version}' for companion in line.companions], unpacked)
        image = find_file(unpacked, f'usr/lib/modules/{release}/vmlinuz', f'boot/vmlinux-{release}')
        shutil.copy(image, folder / 'image')
        take_modules(unpacked, release, line.modules, folder)
        (folder / 'release').write_text(release, encoding='ascii')
        shutil.rmtree(unpacked)


def find(cache, archive, name):
    """The newest kernel of a line that can be had. For holders of the cache's lock."""
    line = LINES[name]
    folder = supply.newest(cache, archive, f'kernel-{name}', line.source, ARCHITECTURE, [FORMAT, line.modules],
                           lambda candidate, folder: make(line, candidate, folder))
    release = (folder / 'release').read_text(encoding='ascii')
    return Kernel(release, folder / 'image', folder / 'modules.cpio')
