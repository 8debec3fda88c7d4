# SPDX-License-Identifier: LGPL-2.1-or-later
"""
A QEMU that knows Power11: this machine's own where it is new enough, else that of bookworm-backports.

The latter is unpacked into the cache and not installed, so that it never stands against another QEMU of this machine.
"""

import dataclasses
import pathlib
import re
import shutil

import archive
import command
import packages
import progress

PROGRAM = 'qemu-system-ppc64'
OLDEST = '10.0'
SUITE = 'bookworm-backports'
PACKAGES = ['qemu-system-ppc', 'qemu-system-data']


@dataclasses.dataclass
class Qemu:
    program: pathlib.Path
    data: pathlib.Path | None = None

    def command(self):
        return [str(self.program), *(['-L', str(self.data)] if self.data else [])]


def of_machine():
    program = shutil.which(PROGRAM)
    version = re.search(r'version (\S+)', command.run([program, '--version']))[1] if program else ''
    return Qemu(pathlib.Path(program)) if version and archive.is_newer(version, OLDEST) else None


def libraries(suite):
    """The packages that QEMU's program is linked with."""
    names = re.findall(r'(?:^|, )([a-z0-9.+-]+)', suite.field(PACKAGES[0], 'Depends'))
    return [name for name in names if not name.startswith('qemu-')]


def fetch(cache):
    suite = archive.Suite(cache.path, SUITE, command.run(['dpkg', '--print-architecture']).strip())
    suite.update()
    version = suite.field(PACKAGES[0], 'Version')

    def make(folder):
        with progress.step(f'fetching QEMU {version} of {SUITE}'):
            suite.unpack(PACKAGES, folder)
            (folder / 'libraries').write_text('\n'.join(libraries(suite)), encoding='ascii')
    return cache.folder('qemu', [version, PACKAGES], make)


def find(cache):
    """For holders of the cache's lock."""
    own = of_machine()
    if own:
        return own
    try:
        folder = fetch(cache)
    except command.CommandFailed as failure:
        folder = cache.newest('qemu')
        if not folder:
            raise
        progress.say(f'{SUITE} cannot be asked, so the QEMU fetched before is used:\n{failure}')
    packages.ensure((folder / 'libraries').read_text(encoding='ascii').split())
    return Qemu(folder / 'usr/bin' / PROGRAM, folder / 'usr/share/qemu')
