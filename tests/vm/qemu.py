# SPDX-License-Identifier: LGPL-2.1-or-later
"""
The QEMUs that emulate the hosts, each unpacked with its libraries into a folder of its own: nothing is installed, and
none has to suit this machine or the other.
"""

import dataclasses
import pathlib
import re
import shutil

import command
import progress
import supply

PROGRAM = 'qemu-system-ppc64'
PACKAGE = 'qemu-system-ppc'
# The first knows Power11, the second powernv11. A suite of backports needs that which it is built upon.
LINES = {
    '10': supply.Source(['bookworm-backports bookworm', 'trixie'], PACKAGE, '1:10.0', '1:11~'),
    '11': supply.Source(['trixie-backports trixie', 'forky', 'sid'], PACKAGE, '1:11.1'),
}
# Of pseries and powernv.
FIRMWARE = ['slof.bin', 'skiboot.lid']
LIBRARIES = 'lib/*-linux-gnu', 'usr/lib/*-linux-gnu'
LOADERS = 'ld-linux-x86-64.so.2', 'ld64.so.2', 'ld-linux-aarch64.so.1'
# Of what is kept: to be raised where it is made in another way.
FORMAT = 1


@dataclasses.dataclass
class Qemu:
    folder: pathlib.Path
    version: str

    def command(self):
        return run_from(self.folder)


def run_from(folder):
    """How the program is run that collect() has put into a folder."""
    return [f'{folder}/loader', '--library-path', f'{folder}', f'{folder}/{PROGRAM}', '-L', f'{folder}']


def unpack(candidate, folder):
    """QEMU and all that it may be linked with."""
    suite = candidate.suite
    direct = [name for name in suite.depends(PACKAGE, candidate.version) if not name.startswith('qemu-')]
    needed = [name for name in suite.with_dependencies(direct) if name.startswith('lib') or name in direct]
    candidate.unpack(['qemu-system-data', *needed], folder)


def collect(unpacked, firmware, folder):
    """The program, its loader, the libraries that it is linked with, and firmware."""
    loader = next(file for name in LOADERS for file in unpacked.glob(f'**/{name}') if not file.is_symlink())
    program = unpacked / 'usr/bin' / PROGRAM
    path = ':'.join(str(place) for pattern in LIBRARIES for place in unpacked.glob(pattern))
    listed = command.run([loader, '--inhibit-cache', '--library-path', path, '--list', program])
    libraries = [pathlib.Path(name) for name in re.findall(r'=> (/\S+)', listed)]
    missing = re.findall(r'(\S+) => not found', listed)
    missing += [file.name for file in libraries if not file.is_relative_to(unpacked)]
    if missing:
        raise command.CommandFailed(f'its packages do not have {", ".join(missing)}')
    shutil.copy(loader, folder / 'loader')
    for file in [program, *libraries, *(unpacked / 'usr/share/qemu' / name for name in firmware)]:
        shutil.copy(file, folder)


def upstream(version):
    return re.match(r'(?:\d+:)?([\d.]+)', version)[1]


def make(candidate, folder):
    with progress.step(f'fetching {candidate}'):
        unpacked = folder / 'unpacked'
        unpacked.mkdir()
        unpack(candidate, unpacked)
        collect(unpacked, FIRMWARE, folder)
        shutil.rmtree(unpacked)
    (folder / 'version').write_text(upstream(candidate.version), encoding='ascii')


def find(cache, archive, name):
    """The newest QEMU of a line that can be had. For holders of the cache's lock."""
    architecture = command.run(['dpkg', '--print-architecture']).strip()
    folder = supply.newest(cache, archive, f'qemu-{name}', LINES[name], architecture, [FORMAT, FIRMWARE], make)
    return Qemu(folder, (folder / 'version').read_text(encoding='ascii'))
