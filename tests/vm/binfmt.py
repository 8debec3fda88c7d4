# SPDX-License-Identifier: LGPL-2.1-or-later
"""Lets this machine run ppc64le programs under qemu-user, for as long as they are needed."""

import contextlib
import pathlib
import subprocess

import command

MOUNT_POINT = pathlib.Path('/proc/sys/fs/binfmt_misc')
RULE = pathlib.Path('/usr/lib/binfmt.d/qemu-ppc64le.conf')


def runs_ppc64el():
    return subprocess.run(['arch-test', 'ppc64el'], capture_output=True, check=False).returncode == 0


@contextlib.contextmanager
def registered():
    """What was there before stays, what this does is undone."""
    with contextlib.ExitStack() as undo:
        if not runs_ppc64el():
            if not (MOUNT_POINT / 'register').exists():
                command.run(['mount', '-t', 'binfmt_misc', 'binfmt_misc', MOUNT_POINT])
                undo.callback(command.run, ['umount', MOUNT_POINT])
            (MOUNT_POINT / 'register').write_text(RULE.read_text(encoding='ascii'), encoding='ascii')
            undo.callback((MOUNT_POINT / 'qemu-ppc64le').write_text, '-1', encoding='ascii')
        yield
