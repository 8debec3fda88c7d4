# SPDX-License-Identifier: LGPL-2.1-or-later
"""A small archive as Debian's are, signed and served on loopback, that a test can break as real ones are at times."""

import contextlib
import functools
import http.server
import os
import shutil
import subprocess
import threading

ARCHITECTURE = 'ppc64el'


def run(*arguments, **options):
    return subprocess.run([str(argument) for argument in arguments], check=True, capture_output=True, **options).stdout


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class LocalArchive:
    def __init__(self, folder):
        self.root = folder / 'archive'
        self._keys = folder / 'keys'
        self._packages = folder / 'packages'
        self.keyring = folder / 'keyring.gpg'
        self._keys.mkdir(mode=0o700)
        self._packages.mkdir()
        self._gpg('--quick-generate-key', 'archive@example.org', 'ed25519', 'sign', 'never')
        self.keyring.write_bytes(self._gpg('--export'))

    def close(self):
        run('gpgconf', '--homedir', self._keys, '--kill', 'gpg-agent')

    def _gpg(self, *arguments):
        return run('gpg', '--homedir', self._keys, '--batch', '--passphrase', '', '--pinentry-mode', 'loopback',
                   *arguments)

    def _dist(self, suite):
        return self.root / 'dists' / suite

    def add(self, suite, name, version, files):
        """Puts a package with these files, contents by path, into the suite's pool."""
        tree = self._packages / f'{name}_{version}'
        for path, content in {**files, 'DEBIAN/control': (
                f'Package: {name}\nVersion: {version}\nArchitecture: {ARCHITECTURE}\nMaintainer: nobody\n'
                'Description: made for a test\n').encode()}.items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_bytes(content)
        pool = self.root / 'pool' / suite
        pool.mkdir(parents=True, exist_ok=True)
        run('dpkg-deb', '--build', '--root-owner-group', '-Znone', tree, pool / f'{name}_{version}.deb')

    def publish(self, suite, valid_until=''):
        """Writes and signs the index of what is in the suite's pool now."""
        index = self._dist(suite) / f'main/binary-{ARCHITECTURE}/Packages'
        index.parent.mkdir(parents=True, exist_ok=True)
        index.write_bytes(run('apt-ftparchive', 'packages', f'pool/{suite}', cwd=self.root))
        release = self._dist(suite) / 'Release'
        release.unlink(missing_ok=True)
        fields = {'Suite': suite, 'Codename': suite, 'Architectures': ARCHITECTURE, 'Components': 'main'}
        options = [f'-oAPT::FTPArchive::Release::{name}={value}' for name, value in fields.items()]
        text = run('apt-ftparchive', *options, 'release', self._dist(suite), env={**os.environ, 'LC_ALL': 'C'})
        release.write_bytes(text + (f'Valid-Until: {valid_until}\n'.encode() if valid_until else b''))
        self._gpg('--yes', '--clearsign', '--output', self._dist(suite) / 'InRelease', release)

    def lose(self, suite, name, version):
        """The index goes on listing what is not there any more."""
        (self.root / 'pool' / suite / f'{name}_{version}.deb').unlink()

    def damage(self, suite, name, version):
        """The file is there, and is not what the index says."""
        file = self.root / 'pool' / suite / f'{name}_{version}.deb'
        file.write_bytes(file.read_bytes()[:-1] + b'?')

    @contextlib.contextmanager
    def syncing(self, suite):
        """What publish() does in this block comes without its index: the mirror still has the old one."""
        index = self._dist(suite) / f'main/binary-{ARCHITECTURE}/Packages'
        old = index.read_bytes()
        yield
        index.write_bytes(old)

    def spoil_index(self, suite):
        """As long as before, and not what it is to be."""
        index = self._dist(suite) / f'main/binary-{ARCHITECTURE}/Packages'
        index.write_bytes(index.read_bytes().replace(b'made for a test', b'made for a rest'))

    def remove(self, suite):
        shutil.rmtree(self._dist(suite))

    @contextlib.contextmanager
    def served(self):
        """Its address."""
        handler = functools.partial(QuietHandler, directory=self.root)
        with http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                yield f'http://127.0.0.1:{server.server_port}'
            finally:
                server.shutdown()
                thread.join()
