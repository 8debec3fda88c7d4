# SPDX-License-Identifier: LGPL-2.1-or-later
"""The table of what the daemon has said on which host."""

import threading

HEAD = '| host | kernel | pages | QEMU | said |\n|---|---|---|---|---|'


def in_words(properties):
    """One answer in a few words."""
    modes = ', '.join(properties['CompatModes']) or 'none'
    source = f' (from {properties["Source"]})' if properties['CompatModes'] else ''
    reason = f', {properties["Reason"]}' if properties['Reason'] else ''
    return f'{modes}{source}: {properties["State"]}{reason}'


class Answers:
    def __init__(self, hosts):
        self._rows = {}
        self._lock = threading.Lock()
        for host in hosts:
            self.add(host, host.kernel, host.qemu, 'nothing')

    def add(self, host, release, qemu_version, words):
        with self._lock:
            self._rows[host.name] = f'| {host.name} | {release} | {host.pages} | {qemu_version} | {words} |'

    def __str__(self):
        return '\n'.join([HEAD, *(self._rows[name] for name in sorted(self._rows))])
