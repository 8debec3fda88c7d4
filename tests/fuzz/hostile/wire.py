# SPDX-License-Identifier: LGPL-2.1-or-later
"""D-Bus down to its bytes: messages that no library would send, and connections that read or do not read at will."""

import os
import socket
import struct

CALL, RETURN, ERROR, SIGNAL = 1, 2, 3, 4
NO_REPLY, NO_AUTO_START, INTERACTIVE = 1, 2, 4
PATH, INTERFACE, MEMBER, ERROR_NAME, REPLY_SERIAL, DESTINATION, SENDER, SIGNATURE, UNIX_FDS = range(1, 10)
FIELD_TYPES = {PATH: "o", INTERFACE: "s", MEMBER: "s", ERROR_NAME: "s", REPLY_SERIAL: "u", DESTINATION: "s",
               SENDER: "s", SIGNATURE: "g", UNIX_FDS: "u"}

# Of the basic types: how they are packed, and their alignment.
NUMBERS = {"y": ("B", 1), "b": ("I", 4), "n": ("h", 2), "q": ("H", 2), "i": ("i", 4), "u": ("I", 4), "x": ("q", 8),
           "t": ("Q", 8), "d": ("d", 8), "h": ("I", 4)}
ALIGNMENT = {kind: size for kind, (_, size) in NUMBERS.items()} | {"s": 4, "o": 4, "g": 1, "v": 1, "a": 4, "(": 8,
                                                                 "{": 8}
BRACKETS = {"(": ")", "{": "}"}
BUS = {"destination": "org.freedesktop.DBus", "path": "/org/freedesktop/DBus", "interface": "org.freedesktop.DBus"}


def one_type(signature):
    """The length of its first complete type."""
    if signature[0] == "a":
        return 1 + one_type(signature[1:])
    if signature[0] not in BRACKETS:
        return 1
    length = 1
    while signature[length] != BRACKETS[signature[0]]:
        length += one_type(signature[length:])
    return length + 1


def types(signature):
    while signature:
        length = one_type(signature)
        yield signature[:length]
        signature = signature[length:]


class Writer:
    """Marshals values; a variant is a pair of its signature and its value."""

    def __init__(self, endian="<"):
        self.endian = endian
        self.data = bytearray()

    def align(self, size):
        self.data += bytes(-len(self.data) % size)

    def number(self, kind, value):
        code, size = NUMBERS[kind]
        self.align(size)
        self.data += struct.pack(self.endian + code, value)

    def write(self, kind, value):
        first = kind[0]
        if first in NUMBERS:
            self.number(first, value)
        elif first in "sog":
            text = value if isinstance(value, bytes) else value.encode()
            self.number("y" if first == "g" else "u", len(text))
            self.data += text + b"\0"
        elif first == "v":
            self.write("g", value[0])
            self.write(*value)
        elif first == "a":
            self.array(kind[1:], value)
        else:
            self.align(8)
            self.write_all(kind[1:-1], value)

    def array(self, kind, values):
        self.number("u", 0)
        place = len(self.data) - 4
        self.align(ALIGNMENT[kind[0]])
        start = len(self.data)
        for value in values:
            self.write(kind, value)
        struct.pack_into(self.endian + "I", self.data, place, len(self.data) - start)

    def write_all(self, signature, values):
        for kind, value in zip(types(signature), values, strict=True):
            self.write(kind, value)
        return bytes(self.data)


class Reader:
    def __init__(self, data, endian):
        self.data, self.endian, self.at = data, endian, 0

    def number(self, kind):
        code, size = NUMBERS[kind]
        self.at += -self.at % size
        value = struct.unpack_from(self.endian + code, self.data, self.at)[0]
        self.at += size
        return value

    def read(self, kind):
        first = kind[0]
        if first in NUMBERS:
            return self.number(first)
        if first in "sog":
            length = self.number("y" if first == "g" else "u")
            self.at += length + 1
            return bytes(self.data[self.at - length - 1:self.at - 1]).decode()
        if first == "v":
            return self.read(self.read("g"))
        if first == "a":
            length = self.number("u")
            self.at += -self.at % ALIGNMENT[kind[1]]
            end, values = self.at + length, []
            while self.at < end:
                values.append(self.read(kind[1:]))
            return values
        self.at += -self.at % 8
        return self.read_all(kind[1:-1])

    def read_all(self, signature):
        return tuple(self.read(kind) for kind in types(signature))


def message(serial=1, type=CALL, flags=0, signature="", arguments=(), body=None, length=None, endian="<", version=1,
            more=(), **named):
    """
    The bytes of a message. Header fields go by name (path=, interface=, ...); `more` has further ones, as (code,
    signature, value). body and length replace what follows from the arguments.
    """
    fields = [(code, (FIELD_TYPES[code], value)) for code, value in
              ((globals()[name.upper()], value) for name, value in named.items() if value is not None)]
    if signature:
        fields.append((SIGNATURE, ("g", signature)))
    fields += [(code, (kind, value)) for code, kind, value in more]
    if body is None:
        body = Writer(endian).write_all(signature, arguments)
    writer = Writer(endian)
    writer.data += bytes([ord("l") if endian == "<" else ord("B"), type, flags, version])
    writer.write_all("uu", (len(body) if length is None else length, serial))
    writer.write("a(yv)", fields)
    writer.align(8)
    return bytes(writer.data) + body


class Message:
    def __init__(self, data, total):
        endian = "<" if data[0] == ord("l") else ">"
        self.type, self.flags = data[1], data[2]
        reader = Reader(data, endian)
        reader.at = 8
        self.serial, fields = reader.number("u"), reader.read("a(yv)")
        self.fields = dict(fields)
        reader.at += -reader.at % 8
        self.body = Reader(data[reader.at:total], endian).read_all(self.fields.get(SIGNATURE, ""))

    @staticmethod
    def size(data):
        """Of the first message in the data; None if not even that is there."""
        if len(data) < 16:
            return None
        body, _, fields = struct.unpack_from(("<" if data[0] == ord("l") else ">") + "III", data, 4)
        return 16 + fields + -fields % 8 + body


class Connection:
    """One to a bus, as the user of the process."""

    def __init__(self, path, patience=20):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(patience)
        self.socket.connect(str(path))
        self.pending = b""
        self.serial = 0
        self.socket.sendall(b"\0AUTH EXTERNAL %s\r\n" % str(os.geteuid()).encode().hex().encode())
        assert self.line().startswith(b"OK "), "the bus does not let it in"
        self.socket.sendall(b"NEGOTIATE_UNIX_FD\r\n")
        self.line()
        self.socket.sendall(b"BEGIN\r\n")
        self.name = self.ask_bus("Hello")[0]

    def line(self):
        while b"\r\n" not in self.pending:
            self.receive()
        line, self.pending = self.pending.split(b"\r\n", 1)
        return line

    def receive(self):
        data = self.socket.recv(1 << 20)
        if not data:
            raise ConnectionError("the bus has hung up")
        self.pending += data

    def next_serial(self):
        self.serial += 1
        return self.serial

    def send(self, data, fds=()):
        if fds:
            sent = socket.send_fds(self.socket, [data], fds)
            data = data[sent:]
        self.socket.sendall(data)

    def read(self):
        while (size := Message.size(self.pending)) is None or len(self.pending) < size:
            self.receive()
        data, self.pending = self.pending[:size], self.pending[size:]
        return Message(data, size)

    def answer(self, serial):
        """The answer to the call of that serial; all that comes before it is dropped."""
        while True:
            received = self.read()
            if received.fields.get(REPLY_SERIAL) == serial:
                return received

    def ask_bus(self, member, signature="", *arguments):
        serial = self.next_serial()
        self.send(message(serial, member=member, signature=signature, arguments=arguments, **BUS))
        return self.answer(serial).body

    def close(self):
        self.socket.close()
