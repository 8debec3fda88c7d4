# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Packages of suites that this machine does not have among its sources.

Archives are broken at times: a suite cannot be read, or lists what is not there. Each suite has an apt state of its
own, so that the machine's sources stay as they are and one suite does not stand in the way of another. What cannot be
had is told in one line, and leads on to what can (supply.py).
"""

import dataclasses
import functools
import pathlib
import re

import command
import progress

KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
EXPIRED = re.compile(r'Release file for \S+ is expired')
TAKE_EXPIRED = ['-o', 'Acquire::Check-Valid-Until=false']


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


def reason(failure):
    """Why apt failed, in one line."""
    found = re.search(r'^E: (.*)$', str(failure), re.MULTILINE)
    return found[1].strip() if found else ' '.join(str(failure).split())


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A version of a package that a suite lists. Whether it can be fetched is another matter."""
    suite: 'Suite'
    package: str
    version: str

    def __str__(self):
        return f'{self.package} {self.version} of {self.suite.name}'

    def unpack(self, companions, folder):
        """It, and the companions of the same suite."""
        self.suite.unpack([f'{self.package}={self.version}', *companions], folder)


class Suite:
    """One that can be read: CommandFailed where it cannot. Its name may be several, of which the first gives it."""

    def __init__(self, archive, name, architecture):
        self.name = name.split()[0]
        self._state = archive.state / f'{name.replace(" ", "+")}-{architecture}'
        for folder in 'lists/partial', 'archives/partial':
            (self._state / folder).mkdir(parents=True, exist_ok=True)
        sources = self._state / 'sources.list'
        options = f'arch={architecture} signed-by={archive.keyring}'
        sources.write_text(''.join(f'deb [{options}] {archive.mirror} {one} main\n' for one in name.split()),
                           encoding='ascii')
        self._options = [
            '-o', f'Dir::Etc::sourcelist={sources}', '-o', 'Dir::Etc::sourceparts=/dev/null',
            '-o', 'Dir::Etc::preferences=/dev/null', '-o', 'Dir::Etc::preferencesparts=/dev/null',
            '-o', 'Dir::State::status=/dev/null', '-o', 'APT::Sandbox::User=root',
            '-o', f'Dir::State::lists={self._state}/lists', '-o', f'Dir::Cache={self._state}',
            '-o', f'APT::Architecture={architecture}', '-o', f'APT::Architectures={architecture}',
        ]
        self._update()

    def _update(self):
        try:
            self._apt_get('--error-on=any', 'update')
        except command.CommandFailed as failure:
            if not EXPIRED.search(str(failure)):
                raise
            progress.say(f'{self.name} is read all the same: {reason(failure)}')
            self._apt_get(*TAKE_EXPIRED, '--error-on=any', 'update')

    def _apt_get(self, *arguments, **options):
        return command.run(['apt-get', *self._options, *arguments], **{'limit': 300, **options})

    def _apt_cache(self, *arguments):
        return command.run(['apt-cache', *self._options, *arguments])

    def has(self, packages):
        """Those of the packages that it has, by name."""
        return set(re.findall(r'^ *(\S+) \|', self._apt_cache('madison', *packages), re.MULTILINE))

    def candidates(self, pattern, at_least, below=None):
        """Every package whose whole name matches, in each of its versions that fits; the newest first."""
        names = [name for name in self._apt_cache('pkgnames').split() if re.fullmatch(pattern, name)]
        found = [Candidate(self, name, version) for name in names
                 for version in re.findall(r'^Version: (.*)$', self._apt_cache('show', name), re.MULTILINE)
                 if is_newer(version, at_least) and not (below and is_newer(version, below))]
        later = functools.cmp_to_key(lambda one, other: 1 if is_newer(one.version, other.version) else -1)
        return sorted(found, key=later, reverse=True)

    def field(self, package, version, name):
        text = self._apt_cache('show', f'{package}={version}')
        found = re.search(rf'^{name}: (.*)$', text, re.MULTILINE)
        return found[1] if found else ''

    def depends(self, package, version):
        """What this very version needs, by name; of alternatives the first."""
        return re.findall(r'(?:^|, )([a-z0-9.+-]+)', self.field(package, version, 'Depends'))

    def with_dependencies(self, packages):
        """The packages, in the versions that apt would choose, and all that they need, by name."""
        leave_out = [f'--no-{relation}' for relation in
                     ('recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances')]
        text = self._apt_cache('depends', '--recurse', *leave_out, *packages)
        return re.findall(r'^([a-z0-9][a-z0-9.+-]*)$', text, re.MULTILINE)

    def unpack(self, packages, folder):
        """Downloads packages and unpacks their files, without their scripts, into folder."""
        downloads = folder / 'downloads'
        downloads.mkdir()
        self._apt_get('download', *packages, limit=1200, cwd=downloads)
        for package in sorted(downloads.iterdir()):
            command.run(['dpkg', '--extract', package, folder])
            package.unlink()
        downloads.rmdir()


class Archive:
    """Each suite is read once, and one that cannot be read is told once."""

    def __init__(self, state, url, keyring=KEYRING):
        self.state = state
        self.mirror = url
        self.keyring = keyring
        self._read = {}

    def suite(self, name, architecture):
        """CommandFailed, with one line, where it cannot be read."""
        key = name, architecture
        if key not in self._read:
            try:
                self._read[key] = Suite(self, name, architecture)
            except command.CommandFailed as failure:
                self._read[key] = command.CommandFailed(f'{name} cannot be read: {reason(failure)}')
                progress.say(str(self._read[key]))
        if isinstance(self._read[key], command.CommandFailed):
            raise self._read[key]
        return self._read[key]


def of_machine(cache_path):
    return Archive(cache_path / 'apt', mirror())
