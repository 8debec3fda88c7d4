# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is to fail in a program that runs with faults.c."""

import mmap
import struct

# In the order of faults.c.
KINDS = ["allocate", "open", "read", "stream", "write", "sync", "rename", "ioctl", "fork", "pipe", "create", "save"]
COUNT = struct.Struct("=Q")
RULE = struct.Struct("=QQq")
SLOT = struct.Struct("=QQQq")
TAIL = struct.Struct("=qQQ")
TAIL_NAMES = ["realtime", "sync_usec", "swap_at"]
FOR_EVER = 2**63


class Faults:
    def __init__(self, library, place):
        self.library = library
        self.path = place / "faults"
        self.path.write_bytes(bytes(SLOT.size * len(KINDS) + TAIL.size))
        self.path.chmod(0o666)
        with open(self.path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 0)

    @property
    def environment(self):
        return {"FAULTS": str(self.path)}

    def slot(self, kind):
        return SLOT.unpack_from(self.memory, KINDS.index(kind) * SLOT.size)

    def calls(self, kind):
        """So many of its kind so far."""
        return self.slot(kind)[0]

    def arm(self, kind, number, error, times=1):
        """The call of that number from now on fails, and those after it; an error of 0: it does less than asked."""
        at = KINDS.index(kind) * SLOT.size + COUNT.size
        # The count itself is the daemon's, which may be running.
        RULE.pack_into(self.memory, at, self.calls(kind) + number, times, error)

    def has_struck(self, kind):
        calls, first, _, _ = self.slot(kind)
        return 0 < first <= calls

    def clear(self):
        """Nothing fails, and nothing has been called yet."""
        self.memory[:] = bytes(len(self.memory))

    def set_tail(self, **changes):
        values = dict(zip(TAIL_NAMES, TAIL.unpack_from(self.memory, SLOT.size * len(KINDS))))
        TAIL.pack_into(self.memory, SLOT.size * len(KINDS), *(values | changes).values())

    def shift_clock(self, seconds):
        """CLOCK_REALTIME jumps."""
        self.set_tail(realtime=seconds)

    def slow_disk(self, seconds):
        """Each fsync() takes so long."""
        self.set_tail(sync_usec=int(seconds * 1e6))

    def swap_at(self, number):
        """Before the call of open() of that number from now on a file takes the place of another."""
        self.set_tail(swap_at=self.calls("open") + number)
