# SPDX-License-Identifier: LGPL-2.1-or-later
"""The packages that a run needs on this machine, installed from the sources that the machine has."""

import subprocess

import command
import progress

TOOLS = ['arch-test', 'cpio', 'debian-archive-keyring', 'git', 'kmod', 'mmdebstrap', 'qemu-user-static', 'zstd']


def is_installed(package):
    done = subprocess.run(['dpkg-query', '--show', '--showformat=${db:Status-Status}', package],
                          capture_output=True, text=True, check=False)
    return done.stdout == 'installed'


def ensure(packages):
    missing = [package for package in packages if not is_installed(package)]
    if not missing:
        return
    apt_get = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=300', '--yes']
    with progress.step(f'installing {" ".join(missing)}'):
        try:
            command.run([*apt_get, 'update'])
        except command.CommandFailed as failure:
            # A source that does not answer matters only if the packages are not to be had without it.
            progress.say(str(failure))
        command.run([*apt_get, '--no-install-recommends', 'install', *missing], limit=1200)
