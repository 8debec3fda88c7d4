# SPDX-License-Identifier: LGPL-2.1-or-later
"""
What costs minutes to make is kept for the next run: folders named by what they hold and by a hash of what they are
made from.

A folder is made under another name and renamed when it is complete, so one that has its name can be trusted. Who
makes folders holds the lock; who only uses them does not, so a folder is removed only when it was unused for a week.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import time

import command

UNUSED_SECONDS = 7 * 24 * 3600
DIGEST = '?' * 16


def default_path():
    base = os.environ.get('XDG_CACHE_HOME') or pathlib.Path.home() / '.cache'
    return pathlib.Path(base) / 'ppc-compatd' / 'vm'


def mount_points(folder):
    """Those in the folder, the innermost first."""
    mounted = (line.split()[4] for line in pathlib.Path('/proc/self/mountinfo').read_text(encoding='utf-8').splitlines())
    return [point for point in reversed(list(mounted)) if point.startswith(f'{folder.resolve()}/')]


def remove(folder):
    """Nothing but the folder: what is mounted in it is not entered, and a killed run may have left that mounted."""
    for point in mount_points(folder):
        command.run(['umount', point])
    command.run(['rm', '--recursive', '--force', '--one-file-system', folder])


class Cache:
    def __init__(self, path):
        self.path = path
        self.path.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def locked(self):
        with open(self.path / 'lock', 'w', encoding='ascii') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._tidy()
            yield

    def folder(self, kind, inputs, make):
        """The folder of this kind made from these inputs. make(folder) fills a new one. For holders of the lock."""
        digest = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()[:len(DIGEST)]
        final = self.path / f'{kind}-{digest}'
        if not final.is_dir():
            unfinished = self.path / f'.unfinished-{kind}'
            # Of another attempt in this run.
            remove(unfinished)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(final)
        os.utime(final)
        return final

    def newest(self, kind):
        """The folder of this kind that was used last, whatever it was made from; None where there is none."""
        folders = sorted(self.path.glob(f'{kind}-{DIGEST}'), key=lambda folder: folder.stat().st_mtime)
        return folders[-1] if folders else None

    def _tidy(self):
        for unfinished in self.path.glob('.unfinished-*'):
            remove(unfinished)
        for folder in self.path.glob(f'*-{DIGEST}'):
            if time.time() - folder.stat().st_mtime > UNUSED_SECONDS:
                remove(folder)
