# SPDX-License-Identifier: LGPL-2.1-or-later
"""QEMU's control channel."""

import json

LIMIT = 60


class QmpFailed(Exception):
    """QEMU refused a command, or is gone."""


class Qmp:
    def __init__(self, channel):
        channel.settimeout(LIMIT)
        self._stream = channel.makefile('rwb')
        self._read()
        self.command('qmp_capabilities')

    def command(self, name, **arguments):
        """What the command returns. Events are passed over."""
        self._stream.write(json.dumps({'execute': name, 'arguments': arguments}).encode() + b'\n')
        self._stream.flush()
        while True:
            answer = self._read()
            if 'error' in answer:
                raise QmpFailed(f'{name}: {answer["error"]["desc"]}')
            if 'return' in answer:
                return answer['return']

    def _read(self):
        try:
            line = self._stream.readline()
        except OSError as error:
            raise QmpFailed(f'no word from QEMU ({error})') from None
        if not line:
            raise QmpFailed('QEMU has ended')
        return json.loads(line)
