# SPDX-License-Identifier: LGPL-2.1-or-later
"""Kernels from an archive that is broken as real ones are at times: the newest that can in fact be fetched is taken."""

import contextlib
import lzma
import subprocess

import pytest

import archive as archives
import cache as caches
import command
import host as hosts
import kernels
import report as reports
import stage as stages
from localarchive import LocalArchive

EXPIRED = 'Sat, 01 Jan 2022 00:00:00 UTC'


@pytest.fixture(autouse=True)
def plain_apt(tmp_path, monkeypatch):
    """Neither this machine's configuration of apt nor its proxy has a part in this."""
    configuration = tmp_path / 'apt.conf'
    configuration.write_text('Dir::Etc::parts "/dev/null";\nDir::Etc::main "/dev/null";\n', encoding='ascii')
    monkeypatch.setenv('APT_CONFIG', str(configuration))
    monkeypatch.setenv('no_proxy', '127.0.0.1')


@pytest.fixture(scope='module')
def module(tmp_path_factory):
    """An object file, as a kernel module is one."""
    file = tmp_path_factory.mktemp('module') / 'kvm.o'
    subprocess.run(['gcc', '-x', 'c', '-c', '-', '-o', file], input=b'int nothing;', check=True)
    return file.read_bytes()


@pytest.fixture
def local(tmp_path):
    with contextlib.closing(LocalArchive(tmp_path)) as made:
        yield made


@pytest.fixture
def served(local):
    with local.served() as url:
        yield url


@pytest.fixture
def cache(tmp_path):
    return caches.Cache(tmp_path / 'cache')


class Place:
    """The archive with kernels in it, and one run that takes them."""

    def __init__(self, local, url, cache, module):
        self.local, self._url, self._cache, self._module = local, url, cache, module

    def add_image(self, suite, release, version):
        """As the packages of older kernels are."""
        packed = f'lib/modules/{release}/kernel/arch/powerpc/kvm'
        self.local.add(suite, f'linux-image-{release}', version, {
            f'boot/vmlinux-{release}': release.encode(), f'{packed}/kvm.ko': self._module,
            f'{packed}/kvm-hv.ko': self._module})

    def add_binary(self, suite, release, version):
        """As those of newer ones are."""
        folder = f'usr/lib/modules/{release}'
        self.local.add(suite, f'linux-binary-{release}', version, {f'{folder}/vmlinuz': release.encode()})
        self.local.add(suite, f'linux-modules-{release}', version, {
            f'{folder}/kernel/{name}.ko.xz': lzma.compress(self._module) for name in ('kvm', 'kvm-hv')})

    def archive(self):
        return archives.Archive(self._cache.path / 'apt', self._url, self.local.keyring)

    def find(self, line):
        return kernels.find(self._cache, self.archive(), line)

    def find_parts(self, chosen):
        return stages.find_parts(self._cache, self.archive(), chosen)


@pytest.fixture
def place(local, served, cache, module):
    return Place(local, served, cache, module)


@pytest.fixture
def two_suites(place):
    """A line of kernels with two versions in its first suite and one in the second."""
    place.add_image('trixie', '6.12.107-powerpc64le', '6.12.107-1')
    place.add_image('trixie', '6.12.117-powerpc64le', '6.12.117-1')
    place.add_image('bookworm-backports', '6.12.95-powerpc64le', '6.12.95-1')
    for suite in 'trixie', 'bookworm-backports':
        place.local.publish(suite)
    return place


def told(capsys, *wanted):
    """Each in one line of what was said, and what went wrong in no other."""
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith('fetching')]
    assert len(lines) == len(wanted), lines
    for line, words in zip(lines, wanted):
        for word in words:
            assert word in line, lines


def test_the_newest_of_the_first_suite(two_suites, capsys):
    found = two_suites.find('6.12')
    assert found.release == '6.12.117-powerpc64le'
    assert found.image.read_text() == '6.12.117-powerpc64le'
    listed = subprocess.run(['cpio', '--list', '--quiet'], input=found.modules.read_bytes(), capture_output=True,
                            check=True).stdout.decode().split()
    for name in 'kvm.ko', 'kvm-hv.ko', 'modules.dep.bin':
        assert f'usr/lib/modules/6.12.117-powerpc64le/{name}' in listed
    told(capsys)


def test_image_and_modules_in_two_packages(place):
    for suite in 'trixie-backports', 'sid', 'experimental':
        place.local.add(suite, 'other', '1', {})
    place.add_binary('experimental', '7.3-powerpc64le', '7.3~rc7-1~exp1')
    place.add_binary('experimental', '7.3-powerpc64le-64k', '7.3~rc7-1~exp1')
    place.add_binary('sid', '7.2.13-powerpc64le', '7.2.13-1')
    for suite in 'trixie-backports', 'sid', 'experimental':
        place.local.publish(suite)
    assert place.find('7.3').release == '7.3-powerpc64le'
    assert place.find('7.3-64k').release == '7.3-powerpc64le-64k'
    assert place.find('7.2').release == '7.2.13-powerpc64le'


def test_a_listed_file_is_not_there(two_suites, capsys):
    two_suites.local.lose('trixie', 'linux-image-6.12.117-powerpc64le', '6.12.117-1')
    assert two_suites.find('6.12').release == '6.12.107-powerpc64le'
    told(capsys, ['6.12.117-1 of trixie cannot be had', '404'])


def test_a_file_is_not_what_is_listed(two_suites, capsys):
    two_suites.local.damage('trixie', 'linux-image-6.12.117-powerpc64le', '6.12.117-1')
    assert two_suites.find('6.12').release == '6.12.107-powerpc64le'
    told(capsys, ['6.12.117-1 of trixie cannot be had', 'Hash Sum mismatch'])


def test_no_listed_file_is_there(two_suites, capsys):
    for version in '6.12.117', '6.12.107':
        two_suites.local.lose('trixie', f'linux-image-{version}-powerpc64le', f'{version}-1')
    assert two_suites.find('6.12').release == '6.12.95-powerpc64le'
    told(capsys, ['6.12.117-1 of trixie', '404'], ['6.12.107-1 of trixie', '404'])


def test_the_modules_are_not_there(place, capsys):
    for version in '7.2.12', '7.2.13':
        place.add_binary('sid', f'{version}-powerpc64le', f'{version}-1')
    place.local.publish('sid')
    place.local.lose('sid', 'linux-modules-7.2.13-powerpc64le', '7.2.13-1')
    assert place.find('7.2').release == '7.2.12-powerpc64le'
    told(capsys, ['7.2.13-1 of sid', '404'])


def test_an_expired_suite_is_read_all_the_same(two_suites, capsys):
    two_suites.local.publish('trixie', valid_until=EXPIRED)
    assert two_suites.find('6.12').release == '6.12.117-powerpc64le'
    told(capsys, ['trixie is read all the same', 'is expired'])


def test_an_index_does_not_match_its_hash(two_suites, capsys):
    two_suites.local.spoil_index('trixie')
    assert two_suites.find('6.12').release == '6.12.95-powerpc64le'
    told(capsys, ['trixie cannot be read', 'Hash Sum mismatch'])


def test_a_mirror_in_the_middle_of_its_sync(two_suites, capsys):
    with two_suites.local.syncing('trixie'):
        two_suites.add_image('trixie', '6.12.118-powerpc64le', '6.12.118-1')
        two_suites.local.publish('trixie')
    assert two_suites.find('6.12').release == '6.12.95-powerpc64le'
    told(capsys, ['trixie cannot be read', 'Mirror sync in progress?'])


def test_a_suite_is_not_there(two_suites, capsys):
    two_suites.local.remove('trixie')
    assert two_suites.find('6.12').release == '6.12.95-powerpc64le'
    told(capsys, ['trixie cannot be read'])


def test_a_foreign_signature(two_suites, tmp_path, capsys):
    (tmp_path / 'other').mkdir()
    with contextlib.closing(LocalArchive(tmp_path / 'other')) as other:
        two_suites.local.keyring.write_bytes(other.keyring.read_bytes())
    with pytest.raises(command.CommandFailed):
        two_suites.find('6.12')
    told(capsys, ['trixie cannot be read', 'is not signed'], ['bookworm-backports cannot be read', 'is not signed'])


def test_what_an_earlier_run_has_fetched(two_suites, capsys):
    two_suites.find('6.12')
    for suite in 'trixie', 'bookworm-backports':
        two_suites.local.remove(suite)
    capsys.readouterr()
    assert two_suites.find('6.12').release == '6.12.117-powerpc64le'
    told(capsys, ['trixie cannot be read'], ['bookworm-backports cannot be read'], ['that of an earlier run is taken'])


def test_pages_of_64k_do_not_take_the_place_of_others(place):
    place.add_image('trixie', '6.12.107-powerpc64le-64k', '6.12.107-1')
    place.local.publish('trixie')
    assert place.find('6.12-64k').release == '6.12.107-powerpc64le-64k'
    with pytest.raises(command.CommandFailed, match='no kernel-6.12 can be had of trixie, bookworm-backports'):
        place.find('6.12')


def test_a_host_without_its_kernel_fails_alone(two_suites, monkeypatch):
    monkeypatch.setattr(stages.qemus, 'find', lambda *_: 'QEMU')
    known = hosts.load_all()
    chosen = [known['old-hv-power10'], known['hv-power10']]
    report = reports.Report()
    stage = stages.Stage(two_suites.find_parts(chosen), {}, '')
    assert stage.bootable(chosen, report) == [known['old-hv-power10']]
    assert (report.count('failed', 'hv-power10'), report.count('failed')) == (1, 1)
    assert 'no kernel-7.3 can be had of trixie-backports, sid, experimental' in stage.parts.problems['hv-power10']
