# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds the Debian packages for ppc64le, runs the unit tests there, and packs for the guests what they install."""

import dataclasses
import hashlib
import json
import pathlib
import shutil
import tempfile
import xml.etree.ElementTree as ElementTree

import command
import cpio
import progress

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
# Of the tests a build needs these; of the others it only reads what Meson wants to see.
PARTS_OF_TESTS = ('tests/unit/', 'tests/vm/build.sh', 'tests/vm/overlay/')
# Where build.sh has meson build, below the folder that both work in.
BUILD = 'source/obj-powerpc64le-linux-gnu'
INSTALLED = ['ppc-compatd', 'ppc-compatctl']


@dataclasses.dataclass
class Project:
    archive: pathlib.Path
    version: str


def list_source():
    """The files of the working tree as it is, without those that git ignores."""
    listed = command.run(['git', '-C', SOURCE, '-c', f'safe.directory={SOURCE}', 'ls-files', '-z', '--cached',
                          '--others', '--exclude-standard'])
    return [name for name in sorted(set(listed.split('\0'))) if (SOURCE / name).is_file()]


def digest(names):
    """Of what is built."""
    names = [name for name in names if not name.startswith('tests/') or name.startswith(PARTS_OF_TESTS)]
    sums = [[name, hashlib.sha256((SOURCE / name).read_bytes()).hexdigest(), (SOURCE / name).stat().st_mode & 0o100]
            for name in names]
    return hashlib.sha256(json.dumps(sums).encode()).hexdigest()


def copy_source(names, target):
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SOURCE / name, target / name)


def read_unit_tests(build):
    """What meson's own record says: the arguments of Report.add() for each test."""
    checks = []
    for case in ElementTree.parse(build / 'meson-logs/testlog.junit.xml').iter('testcase'):
        wrong = [child for child in case if child.tag in ('failure', 'error')]
        outcome = 'failed' if wrong else 'skipped' if case.find('skipped') is not None else 'passed'
        text = '\n'.join(child.get('message') or child.text or '' for child in wrong)
        # "project.project:suite / program" and "number - function", where the program tells of its functions.
        program, function = case.get('classname').rpartition(' / ')[2], case.get('name').rpartition(' - ')[2]
        checks.append([f'{program}: {function}', float(case.get('time') or 0), outcome, text])
    return checks


def has_failed(checks):
    return any(outcome == 'failed' for _, _, outcome, _ in checks)


def run_unit_tests(build_root, work):
    with progress.step('unit tests as ppc64le'):
        try:
            build_root.run(['/mnt/source/tests/vm/build.sh', 'test'], work)
        except command.CommandFailed as failure:
            # The record does not say why, and may lack a test that came to no end.
            progress.say(str(failure))
            checks = read_unit_tests(work / BUILD)
            return checks if has_failed(checks) else [*checks, ['meson test', 0, 'failed', str(failure)]]
    return read_unit_tests(work / BUILD)


def add_overlay(target):
    """What is laid over an emulated host's root. The modes are set, since those of a checkout depend on who made it."""
    for file in sorted((HERE / 'overlay').rglob('*')):
        copy = target / file.relative_to(HERE / 'overlay')
        if file.is_dir():
            copy.mkdir(exist_ok=True)
        else:
            shutil.copyfile(file, copy)
        copy.chmod(0o755 if file.is_dir() or file.stat().st_mode & 0o100 else 0o644)


def make(build_root, names, folder):
    with tempfile.TemporaryDirectory(prefix='ppc-compatd-build-') as scratch:
        work = pathlib.Path(scratch)
        copy_source(names, work / 'source')
        with progress.step('building the packages for ppc64le'):
            build_root.run(['/mnt/source/tests/vm/build.sh', 'build'], work, limit=1800)
        checks = run_unit_tests(build_root, work)
        with progress.step('installing the packages'):
            packages = [next(work.glob(f'{package}_*.deb')) for package in INSTALLED]
            changes = build_root.boot.install(packages, work)
        add_overlay(changes)
        cpio.pack(changes, folder / 'archive.cpio')
        (folder / 'unit.json').write_text(json.dumps(checks), encoding='utf-8')
        shutil.copy(work / BUILD / 'meson-info/intro-projectinfo.json', folder / 'project.json')


def build(cache, build_root, work, report):
    """
    The project as it is now, built unless it was before. CommandFailed where it does not build; a unit test that
    fails is reported only, since the guests have more to tell, and then nothing is kept. For holders of the cache's
    lock.
    """
    names = list_source()
    folder = cache.folder('project', [digest(names), build_root.name],
                          lambda unfinished: make(build_root, names, unfinished))
    checks = json.loads((folder / 'unit.json').read_text(encoding='utf-8'))
    for check in checks:
        report.add('unit', *check)
    if has_failed(checks):
        folder = pathlib.Path(shutil.move(folder, work / 'project'))
    version = json.loads((folder / 'project.json').read_text(encoding='utf-8'))['version']
    return Project(folder / 'archive.cpio', version)
