# SPDX-License-Identifier: LGPL-2.1-or-later
"""The host's end of the line to the agent that runs commands in the guest (overlay/usr/local/sbin/vm-agent)."""

import base64
import dataclasses
import shlex

COMMAND_LIMIT = 60
# Beyond the limit that the guest itself keeps, for the way there and back.
GRACE = 30


class GuestLost(Exception):
    """The guest does not answer any more. The text is for the user."""


@dataclasses.dataclass
class Result:
    status: int
    stdout: str
    stderr: str


class Agent:
    def __init__(self, channel):
        self._channel = channel
        self._stream = channel.makefile('rwb')

    def wait_until_ready(self, limit):
        """Waits for the guest to boot so far; the release of its kernel."""
        word, release = self._read(limit).split()
        if word != 'ready':
            raise GuestLost(f'the agent said {word}')
        return release

    def run(self, script, user='root', limit=COMMAND_LIMIT):
        """Runs a shell script in the guest, as that user; status 124 where it took longer than limit seconds."""
        if user != 'root':
            script = f'exec runuser -u {shlex.quote(user)} -- sh -c {shlex.quote(script)}'
        self._write(f'{limit} {base64.b64encode(script.encode()).decode()}')
        status, stdout, stderr = self._read(limit + GRACE).split()
        return Result(int(status), *(base64.b64decode(text.removesuffix('.')).decode(errors='replace')
                                     for text in (stdout, stderr)))

    def _write(self, line):
        try:
            self._stream.write(f'{line}\n'.encode())
            self._stream.flush()
        except OSError as error:
            raise GuestLost(f'the guest takes no commands ({error})') from None

    def _read(self, limit):
        self._channel.settimeout(limit)
        try:
            line = self._stream.readline().decode(errors='replace')
        except OSError:
            raise GuestLost(f'no word from the guest in {limit} s') from None
        if not line:
            raise GuestLost('the machine has ended')
        return line
