# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Runs programs in the root of another system.

A mount namespace of its own leaves nothing mounted, however the program ends.
"""

import command

IN_NAMESPACE = ['unshare', '--mount']
ENTER = '''
root=$1 work=$2
shift 2
mount --bind "$work" "$root/mnt"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
exec chroot "$root" "$@"
'''
ENTER_COPY = '''
work=$2
mount -t overlay overlay -o "lowerdir=$1,upperdir=$work/changes,workdir=$work/overlay" "$work/root"
shift 2
set -- "$work/root" "$work" "$@"
''' + ENTER


def _run(script, root, work, arguments, limit):
    return command.run([*IN_NAMESPACE, 'sh', '-euc', script, 'enter', root, work, *arguments], limit)


def run(root, work, arguments, limit=600):
    """The program finds the folder work as /mnt."""
    return _run(ENTER, root, work, arguments, limit)


def run_in_copy(root, work, arguments, limit=600):
    """As above, but the root stays as it is: what has changed there is in work/changes, for the next program too."""
    for name in 'changes', 'overlay', 'root':
        (work / name).mkdir(exist_ok=True)
    return _run(ENTER_COPY, root, work, arguments, limit)
