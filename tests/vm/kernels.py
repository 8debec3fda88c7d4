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

import archive
import command
import cpio
import progress

MODULES = ['kvm', 'kvm-hv']
# Of what is kept: to be raised where it is made in another way.
FORMAT = 1


@dataclasses.dataclass
class Line:
    """A line of kernels: where to look for it, in this order, and how its packages are called."""
    suites: list
    at_least: str
    package: str
    companions: list


# Debian's newer builds come in two packages, one for the image and one for the modules.
LINES = {
    '7.3': Line(['trixie-backports', 'experimental'], '7.3~', r'linux-binary-(\S+-powerpc64le)', ['linux-modules-']),
    '6.12': Line(['trixie'], '6.12', r'linux-image-(6\.12\.\S+-powerpc64le)', []),
}


@dataclasses.dataclass
class Kernel:
    release: str
    image: pathlib.Path
    modules: pathlib.Path


def resolve(cache, line):
    """The suite, name and version of the newest package; CommandFailed where no suite has one."""
    problems = []
    for name in line.suites:
        suite = archive.Suite(cache.path, name, 'ppc64el')
        try:
            suite.update()
            found = suite.newest(line.package, line.at_least)
        except command.CommandFailed as failure:
            problems.append(str(failure))
            progress.say(f'{name} cannot be read at the moment, looking further')
            continue
        if found:
            return suite, *found
        problems.append(f'{name} has no {line.package} {line.at_least} or later')
    raise command.CommandFailed('\n'.join(problems))


def take_modules(unpacked, release, build_root, folder):
    """An initramfs archive of MODULES, with their index."""
    tree = unpacked / 'overlay'
    target = tree / 'usr/lib/modules' / release
    for module in MODULES:
        packed = next((unpacked / 'usr/lib/modules' / release).rglob(f'{module}.ko.xz'))
        plain = target / packed.relative_to(unpacked / 'usr/lib/modules' / release).with_suffix('')
        plain.parent.mkdir(parents=True, exist_ok=True)
        plain.write_bytes(lzma.decompress(packed.read_bytes()))
    for name in 'modules.order', 'modules.builtin':
        (target / name).touch()
    build_root.run(['depmod', '--basedir=/mnt/overlay/usr', release], unpacked)
    cpio.pack(tree, folder / 'modules.cpio')


def fetch(cache, name, build_root):
    line = LINES[name]
    suite, package, version = resolve(cache, line)
    release = re.fullmatch(line.package, package)[1]

    def make(folder):
        with progress.step(f'fetching {package} {version} of {suite.name}'):
            unpacked = folder / 'unpacked'
            unpacked.mkdir()
            suite.unpack([package, *(companion + release for companion in line.companions)], unpacked)
            images = [unpacked / 'usr/lib/modules' / release / 'vmlinuz', unpacked / 'boot' / f'vmlinux-{release}']
            shutil.copy(next(image for image in images if image.exists()), folder / 'image')
            take_modules(unpacked, release, build_root, folder)
            (folder / 'release').write_text(release, encoding='ascii')
            shutil.rmtree(unpacked)
    return cache.folder(f'kernel-{name}', [FORMAT, package, version, MODULES], make)


def find(cache, name, build_root):
    """The newest kernel of a line. For holders of the cache's lock."""
    try:
        folder = fetch(cache, name, build_root)
    except command.CommandFailed as failure:
        folder = cache.newest(f'kernel-{name}')
        if not folder:
            raise
        progress.say(f'no suite has kernel {name} at the moment, so the one fetched before is used:\n{failure}')
    release = (folder / 'release').read_text(encoding='ascii')
    return Kernel(release, folder / 'image', folder / 'modules.cpio')
