# SPDX-License-Identifier: LGPL-2.1-or-later
"""
The working tree in a root of another Debian: at its own path and not to be written to, with the build folder, which is
all that stays. What else is written is thrown away.
"""

import os
import pathlib
import shlex
import subprocess

import cache as caches
import chroot
import command

SOURCE = pathlib.Path(__file__).resolve().parents[2]
# /tmp is no part of the overlay, since the tests of the packages mount overlays there. Whom this machine trusts is
# trusted there, and its names are found as it finds them.
FURNISH = '''
base=$1 work=$2 source=$3 git=$4 build=$5 cache=$6
root=$work/root
shift 6
mkdir -p "$work/changes" "$work/overlay" "$root"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$work/changes,workdir=$work/overlay" "$root"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount --rbind /sys "$root/sys"
cp --remove-destination --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
show() {
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
}
for folder in "$source" "$git" /etc/ssl/certs; do
    [ ! -d "$folder" ] || { show "$folder"; mount -o remount,bind,ro "$root$folder"; }
done
show "$build"
mkdir -p "$root/root/.cache/ppc-compatd"
mount --bind "$cache" "$root/root/.cache/ppc-compatd"
set -- "$root" "$work" "$@"
'''
ENVIRONMENT = {'HOME': '/root', 'LANG': 'C.UTF-8', 'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'PYTHONDONTWRITEBYTECODE': '1'}
# Of this machine: where it takes npm's packages from, and how it trusts that.
KEPT = ['NODE_EXTRA_CA_CERTS', 'TERM']


def environment():
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    registry = subprocess.run(['npm', 'config', 'get', 'registry'], capture_output=True, text=True, check=False).stdout
    return {**ENVIRONMENT, **kept, **({'npm_config_registry': registry.strip()} if registry.strip() else {})}


def git_folder():
    """Where git keeps what it knows of the tree, which may be elsewhere."""
    return command.run(['git', '-c', f'safe.directory={SOURCE}', 'rev-parse', '--path-format=absolute',
                        '--git-common-dir'], cwd=SOURCE).strip()


class Room:
    def __init__(self, root, build, work):
        self._script = [*chroot.IN_NAMESPACE, 'sh', '-euc', FURNISH + chroot.ENTER, 'room', root, work, SOURCE, git_folder(),
                        build, caches.default_path().parent]
        self._environment = environment()

    def run(self, *arguments, limit=600):
        """What the program says is seen as it comes."""
        try:
            command.run([*self._script, *arguments], limit, shown=True, env=self._environment)
        except command.CommandFailed as failure:
            # Without the script.
            reason = str(failure).partition(':')[0]
            raise command.CommandFailed(f'{reason}: {shlex.join(str(word) for word in arguments)}') from None
