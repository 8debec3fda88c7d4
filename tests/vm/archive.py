# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Packages of suites that this machine does not have among its sources.

Each suite has an apt state of its own: the machine's sources stay as they are, and a suite whose index cannot be read
at the moment does not stand in the way of the others.
"""

import functools
import pathlib
import re

import command

KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'


def mirror(etc_apt=pathlib.Path('/etc/apt')):
    """The mirror of Debian's main archive that this machine uses."""
    files = [etc_apt / 'sources.list', *sorted(etc_apt.glob('sources.list.d/*'))]
    for file in files:
        if not file.is_file():
            continue
        for line in file.read_text(encoding='utf-8', errors='replace').splitlines():
            found = re.match(r'(?:deb\s.*?|URIs:\s.*?)(https?://\S+/debian)/?(?:\s|$)', line)
            if found:
                return found[1]
    raise command.CommandFailed(f'no mirror of Debian in {etc_apt}/sources.list or sources.list.d')


def is_newer(version, other):
    """Whether a Debian version is the other one, or later."""
    try:
        command.run(['dpkg', '--compare-versions', version, 'ge', other])
    except command.CommandFailed:
        return False
    return True


class Suite:
    def __init__(self, cache_path, name, architecture):
        self.name = name
        self._state = cache_path / 'apt' / f'{name}-{architecture}'
        for folder in 'lists/partial', 'archives/partial':
            (self._state / folder).mkdir(parents=True, exist_ok=True)
        sources = self._state / 'sources.list'
        options = f'arch={architecture} signed-by={KEYRING}'
        sources.write_text(f'deb [{options}] {mirror()} {name} main\n', encoding='ascii')
        self._options = [
            '-o', f'Dir::Etc::sourcelist={sources}', '-o', 'Dir::Etc::sourceparts=/dev/null',
            '-o', 'Dir::Etc::preferences=/dev/null', '-o', 'Dir::Etc::preferencesparts=/dev/null',
            '-o', 'Dir::State::status=/dev/null', '-o', 'APT::Sandbox::User=root',
            '-o', f'Dir::State::lists={self._state}/lists', '-o', f'Dir::Cache={self._state}',
            '-o', f'APT::Architecture={architecture}', '-o', f'APT::Architectures={architecture}',
        ]

    def update(self):
        command.run(['apt-get', *self._options, '--error-on=any', 'update'], limit=300)

    def versions(self, pattern):
        """Every package whose whole name matches, with its newest version."""
        names = command.run(['apt-cache', *self._options, 'pkgnames']).split()
        matching = [name for name in names if re.fullmatch(pattern, name)]
        return {name: self.field(name, 'Version') for name in matching}

    def newest(self, pattern, at_least):
        """Name and version of the newest package whose name matches; None where all are older than at_least."""
        found = [(name, version) for name, version in self.versions(pattern).items() if is_newer(version, at_least)]
        later = functools.cmp_to_key(lambda one, other: 1 if is_newer(one[1], other[1]) else -1)
        return max(found, key=later, default=None)

    def field(self, package, name):
        text = command.run(['apt-cache', *self._options, 'show', '--no-all-versions', package])
        found = re.search(rf'^{name}: (.*)$', text, re.MULTILINE)
        return found[1] if found else ''

    def with_dependencies(self, packages):
        """The packages and all that they need, by name."""
        leave_out = [f'--no-{relation}' for relation in
                     ('recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances')]
        text = command.run(['apt-cache', *self._options, 'depends', '--recurse', *leave_out, *packages])
        return re.findall(r'^([a-z0-9][a-z0-9.+-]*)$', text, re.MULTILINE)

    def unpack(self, packages, folder):
        """Downloads packages and unpacks their files, without their scripts, into folder."""
        downloads = folder / 'downloads'
        downloads.mkdir()
        command.run(['apt-get', *self._options, 'download', *packages], limit=1200, cwd=downloads)
        for package in sorted(downloads.iterdir()):
            command.run(['dpkg', '--extract', package, folder])
            package.unlink()
        downloads.rmdir()
