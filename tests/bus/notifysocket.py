# SPDX-License-Identifier: LGPL-2.1-or-later
"""The other end of sd_notify(): what the daemon sends to systemd."""

import socket


class NotifySocket:
    def __init__(self, path):
        self.path = path
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.socket.bind(str(path))
        path.chmod(0o666)
        self.received = []

    @property
    def environment(self):
        return {"NOTIFY_SOCKET": str(self.path)}

    def assignments(self):
        """Every VARIABLE=VALUE so far, in order."""
        while True:
            try:
                self.received += self.socket.recv(65536).decode().splitlines()
            except BlockingIOError:
                return self.received

    def statuses(self):
        return [line.removeprefix("STATUS=") for line in self.assignments() if line.startswith("STATUS=")]

    def close(self):
        self.socket.close()
