# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Lets this machine run ppc64le programs under qemu-user, for as long as they are needed.

What was there before stays. What this does is undone by the last of those that need it at the same time: each holds a
shared lock on a file, whose content says what is to be undone.
"""

import contextlib
import fcntl
import pathlib
import subprocess

import command

MOUNT_POINT = pathlib.Path('/proc/sys/fs/binfmt_misc')
RULE = pathlib.Path('/usr/lib/binfmt.d/qemu-ppc64le.conf')
USERS = pathlib.Path('/run/ppc-compatd-binfmt')


def runs_ppc64el():
    return subprocess.run(['arch-test', 'ppc64el'], capture_output=True, check=False).returncode == 0


def register(users):
    if runs_ppc64el():
        return
    if not (MOUNT_POINT / 'register').exists():
        command.run(['mount', '-t', 'binfmt_misc', 'binfmt_misc', MOUNT_POINT])
        users.write('mounted\n')
    (MOUNT_POINT / 'register').write_text(RULE.read_text(encoding='ascii'), encoding='ascii')
    users.write('registered\n')
    users.flush()
    if not runs_ppc64el():
        raise command.CommandFailed(f'{RULE} is registered, and ppc64le programs do not run all the same')


def join(users):
    """Becomes one of those that need it: the first registers, the others find it done."""
    while True:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            register(users)
        except BlockingIOError:
            pass
        fcntl.flock(users, fcntl.LOCK_SH)
        # The last of the others may have undone it between the two.
        if runs_ppc64el():
            return


def undo(users):
    users.seek(0)
    done = users.read().split()
    rule = MOUNT_POINT / 'qemu-ppc64le'
    if 'registered' in done and rule.exists():
        rule.write_text('-1', encoding='ascii')
    if 'mounted' in done:
        command.run(['umount', MOUNT_POINT])
    users.truncate(0)


@contextlib.contextmanager
def registered():
    with open(USERS, 'a+', encoding='ascii') as users:
        join(users)
        try:
            yield
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                undo(users)
