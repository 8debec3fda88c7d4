# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes a small Debian system of another suite or architecture in a folder, with the packages that are asked for."""

import archive as archives
import cache as caches
import chroot
import command
import progress


def _mmdebstrap(suite, packages, folder, options, limit):
    command.run([*chroot.IN_NAMESPACE, 'mmdebstrap', '--mode=root', '--format=directory',
                 f'--include={",".join(packages)}', *options, suite, folder,
                 f'deb {archives.mirror()} {suite} main'], limit)


def make(suite, packages, folder, *options, limit=1800):
    """A suite that was not signed anew in time is taken all the same."""
    try:
        _mmdebstrap(suite, packages, folder, options, limit)
    except command.CommandFailed as failure:
        if not archives.EXPIRED.search(str(failure)):
            raise
        progress.say(f'{suite} is taken all the same: {archives.reason(failure)}')
        caches.remove(folder)
        _mmdebstrap(suite, packages, folder, [*options, '--aptopt=Acquire::Check-Valid-Until "false"'], limit)
