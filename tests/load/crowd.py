# SPDX-License-Identifier: LGPL-2.1-or-later
"""Very many clients of one bus in one process: subscribers that note each change, readers that ask and ask."""

import functools
import selectors
import time

import wire

NAME = "org.ppc.Compat1"
OBJECT = "/org/ppc/Compat1"
PROPERTIES = "org.freedesktop.DBus.Properties"
RULES = [f"type='signal',sender='{NAME}',path='{OBJECT}',interface='{interface}'" for interface in (NAME, PROPERTIES)]

# A reader asks again so long after it was answered, in seconds.
PAUSE = 0.25


@functools.lru_cache(maxsize=4096)
def parse(data):
    """The bus sends every subscriber the same bytes, so that few of them have to be looked at."""
    return wire.Message(data, len(data))


class Member:
    """One connection of the crowd."""

    def __init__(self, connection):
        self.connection = connection
        self.socket = connection.socket
        self.socket.setblocking(False)

    def fileno(self):
        return self.socket.fileno()

    def messages(self):
        """What has come in whole."""
        data = self.connection.pending + self.socket.recv(1 << 18)
        at = 0
        while (size := wire.Message.size(data[at:at + 16])) is not None and len(data) >= at + size:
            yield parse(data[at:at + size])
            at += size
        self.connection.pending = data[at:]


class Subscriber(Member):
    def __init__(self, path):
        connection = wire.Connection(path)
        for rule in RULES:
            connection.ask_bus("AddMatch", "s", rule)
        super().__init__(connection)
        self.generations, self.masks = [], []

    def take_in(self):
        for message in self.messages():
            member = message.fields.get(wire.MEMBER)
            if member == "PropertiesChanged":
                self.generations += [value for name, value in message.body[1] if name == "Generation"]
            elif member == "CompatChanged":
                self.masks.append(message.body[2])


class Reader(Member):
    def __init__(self, path):
        super().__init__(wire.Connection(path))
        self.answers = 0
        self.generation = 0
        self.slowest = 0.0
        self.asked = None
        self.free_from = 0.0

    def ask(self, now):
        self.asked = now
        self.serial = self.connection.next_serial()
        self.socket.send(wire.message(self.serial, signature="s", arguments=[NAME], destination=NAME, path=OBJECT,
                                      interface=PROPERTIES, member="GetAll"))

    def take_in(self):
        for message in self.messages():
            if message.fields.get(wire.REPLY_SERIAL) != self.serial:
                continue
            now = time.monotonic()
            self.slowest = max(self.slowest, now - self.asked)
            self.asked, self.free_from = None, now + PAUSE
            self.answers += 1
            self.check(dict(message.body[0]))

    def check(self, properties):
        """Every answer is of one piece, and none is older than one before."""
        assert properties["State"] == "ready", properties
        assert properties["CompatModes"][0] == properties["RecommendedMode"] == properties["HostMode"], properties
        assert properties["Generation"] >= self.generation
        self.generation = properties["Generation"]


class Crowd:
    def __init__(self, path, subscribers, readers):
        self.selector = selectors.DefaultSelector()
        self.subscribers = [Subscriber(path) for _ in range(subscribers)]
        self.readers = [Reader(path) for _ in range(readers)]
        for member in (*self.subscribers, *self.readers):
            self.selector.register(member, selectors.EVENT_READ)

    def attend(self, condition, seconds):
        """Lets everybody do as they do until the condition is met; False if it is not in time."""
        end = time.monotonic() + seconds
        while not condition():
            now = time.monotonic()
            if now > end:
                return False
            for reader in self.readers:
                if reader.asked is None and now >= reader.free_from:
                    reader.ask(now)
            for key, _ in self.selector.select(0.02):
                key.fileobj.take_in()
        return True

    def close(self):
        for member in (*self.subscribers, *self.readers):
            member.connection.close()
        self.selector.close()
