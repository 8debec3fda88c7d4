# SPDX-License-Identifier: LGPL-2.1-or-later
"""A root of another Debian with what the project is built and tested with, kept for the next run."""

import pathlib

import archive as archives
import bootstrap
import cache as caches
import command
import progress

SOURCE = pathlib.Path(__file__).resolve().parents[2]
# Of what is kept: to be raised where it is made in another way.
FORMAT = 1


def wanted():
    """What tools/check installs, each a name or a choice of names. npm comes with some nodejs, but not with Debian's."""
    lists = '. tools/packages.sh; echo $BUILD_PACKAGES $RUN_PACKAGES $TEST_PACKAGES npm ca-certificates'
    return [choice.split('|') for choice in command.run(['sh', '-euc', lists], cwd=SOURCE).split()]


def pick(suite):
    """The first of each choice that the suite has, as pick_available() of tools/packages.sh; what it lacks is told."""
    choices = wanted()
    had = suite.has([name for choice in choices for name in choice])
    for choice in choices:
        if not had.intersection(choice):
            progress.say(f'{suite.name} has no {" nor ".join(choice)}')
    return [next(name for name in choice if name in had) for choice in choices if had.intersection(choice)]


def make(suite, packages, folder):
    with progress.step(f'making a root of {suite} with {len(packages)} packages and what they need (once)'):
        bootstrap.make(suite, packages, folder / 'root', '--variant=apt')


def find(suite):
    """The root of the suite; where the archive is broken, the one of an earlier run."""
    cache = caches.Cache(caches.default_path().parent / 'userland')
    with cache.locked():
        try:
            architecture = command.run(['dpkg', '--print-architecture']).strip()
            packages = pick(archives.of_machine(cache.path).suite(suite, architecture))
            folder = cache.folder(suite, [FORMAT, suite, packages], lambda folder: make(suite, packages, folder))
        except command.CommandFailed as failure:
            folder = cache.newest(suite)
            if not folder:
                raise
            progress.say(f'{failure}\nThe root of {suite} is that of an earlier run.')
    return folder / 'root'
