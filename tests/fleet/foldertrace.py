# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which names a folder has held, by inotify: what was there for a moment is seen too."""

import ctypes
import os
import struct

IN_CREATE, IN_MOVED_TO, IN_MOVED_FROM, IN_DELETE, IN_MODIFY = 0x100, 0x80, 0x40, 0x200, 0x2
KINDS = {IN_CREATE: "create", IN_MOVED_TO: "arrive", IN_MOVED_FROM: "leave", IN_DELETE: "delete", IN_MODIFY: "write"}
HEAD = struct.Struct("iIII")
libc = ctypes.CDLL(None, use_errno=True)


class FolderTrace:
    def __init__(self, folder):
        self.descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        assert self.descriptor >= 0
        assert libc.inotify_add_watch(self.descriptor, os.fsencode(folder), sum(KINDS)) >= 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.descriptor)

    def events(self):
        """Since the last call, as pairs of what happened and to which name."""
        found = []
        while True:
            try:
                piece = os.read(self.descriptor, 65536)
            except BlockingIOError:
                return found
            while piece:
                _, mask, _, size = HEAD.unpack_from(piece)
                name = piece[HEAD.size:HEAD.size + size].rstrip(b"\0").decode()
                found.append((KINDS[mask], name))
                piece = piece[HEAD.size + size:]
