# SPDX-License-Identifier: LGPL-2.1-or-later
"""Messages to a daemon from somebody who means no good: at random, but the same ones for the same seed."""

import functools
import random

import wire

NAME = "org.ppc.Compat1"
OBJECT = "/org/ppc/Compat1"
PROPERTIES = "org.freedesktop.DBus.Properties"
INTERFACES = [NAME, PROPERTIES, "org.freedesktop.DBus.Introspectable", "org.freedesktop.DBus.Peer",
              "org.freedesktop.DBus.ObjectManager", "org.ppc.Compat2", "a.b", None]
MEMBERS = ["Supports", "Refresh", "Describe", "GetHistory", "Get", "Set", "GetAll", "Introspect", "Ping",
           "GetMachineId", "GetManagedObjects", "CompatChanged", "PropertiesChanged", "Nothing", "x" * 255]
# The signature that each wants, to be near to what is right.
SIGNATURES = {"Supports": "s", "Refresh": "s", "Get": "ss", "Set": "ssv", "GetAll": "s"}
PATHS = [OBJECT, "/", "/org", "/org/ppc", OBJECT + "/x", "/org/ppc/Compat", "/" + "/".join("x" * 400)]
PROPERTY_NAMES = ["CompatMask", "CompatModes", "Reason", "Version", "QueryCount", "Nothing", ""]
WORDS = ["power10", "POWER9", "power8", "client", "migration", "resume", "boot", "recheck", NAME, PROPERTIES, "",
         "\u2028", "%s%n%x", "../../etc/passwd", "x" * 70000, *PROPERTY_NAMES]
BASIC = "ybnqiuxtdsog"
BIG = 1 << 20


@functools.cache
def big_bodies():
    """Signatures and bodies; made once, since that takes long."""
    values = [("s", "x" * BIG), ("s", "\u00e9" * (BIG // 2)), ("as", ["x"] * 50000), ("ay", bytes(BIG)),
              ("a{sv}", [("x", ("y", 1))] * 20000), ("av", [("v", ("s", "x"))] * 20000)]
    return [(signature, wire.Writer().write_all(signature, [value])) for signature, value in values]


class Hostile:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def signature(self, depth=0):
        """A complete type."""
        kind = self.random.choice(BASIC + "vaa((" if depth < 8 else BASIC)
        if kind == "a":
            if self.random.random() < 0.3:
                return f"a{{{self.random.choice(BASIC)}{self.signature(depth + 1)}}}"
            return "a" + self.signature(depth + 1)
        if kind == "(":
            return "(" + "".join(self.signature(depth + 1) for _ in range(self.random.randint(1, 3))) + ")"
        return kind

    def basic(self, kind):
        if kind == "s":
            return self.random.choice(WORDS)
        if kind == "o":
            return self.random.choice(PATHS)
        if kind == "g":
            return self.random.choice(["", "s", "a{sv}", "a" * 32 + "s"])
        if kind == "b":
            return self.random.choice([0, 1])
        if kind == "d":
            return self.random.choice([0.0, -1e308, float("inf"), float("nan")])
        size = {"y": 8, "n": 15, "q": 16, "i": 31, "u": 32, "x": 63, "t": 64}[kind]
        return self.random.choice([0, 1, 2**size - 1, self.random.randrange(2**size)])

    def value(self, signature, depth=0):
        kind = signature[0]
        if kind == "v":
            inner = self.signature(depth + 1)
            return inner, self.value(inner, depth + 1)
        if kind == "a":
            count = self.random.choice([0, 1, 2, 5 if depth < 3 else 0])
            return [self.value(signature[1:], depth + 1) for _ in range(count)]
        if kind in wire.BRACKETS:
            return tuple(self.value(part, depth + 1) for part in wire.types(signature[1:-1]))
        return self.basic(kind)

    def arguments(self, member):
        """Often of the right types, so that what they say is looked at."""
        signature = SIGNATURES.get(member, "")
        if self.random.random() < 0.5:
            signature = "".join(self.signature() for _ in range(self.random.randint(0, 3)))[:255]
        return signature, [self.value(kind) for kind in wire.types(signature)]

    def call(self, serial):
        """Well-formed, so that the bus passes it on, unless that is not allowed; the flags are any."""
        member = self.random.choice(MEMBERS)
        signature, arguments = self.arguments(member)
        return wire.message(serial, flags=self.random.choice([0, 0, 1, 2, 3, 4, 0xF8]), signature=signature,
                            arguments=arguments, endian=self.random.choice("<<>"), destination=NAME,
                            path=self.random.choice([OBJECT] * 6 + PATHS), interface=self.random.choice(INTERFACES),
                            member=member)

    def other(self, serial):
        """What is no call, and was not asked for."""
        kind = self.random.choice([wire.RETURN, wire.ERROR, wire.SIGNAL, 5, 255])
        named = {wire.RETURN: {"reply_serial": self.random.randint(1, 50)},
                 wire.ERROR: {"reply_serial": self.random.randint(1, 50), "error_name": "a.b"}}
        signature, arguments = self.arguments("")
        return wire.message(serial, type=kind, signature=signature, arguments=arguments, destination=NAME,
                            path=OBJECT, interface="a.b", member=self.random.choice(MEMBERS), **named.get(kind, {}))

    def big(self, serial):
        """Hundreds of kilobytes, in one way or another."""
        signature, body = self.random.choice(big_bodies())
        member = self.random.choice(["Supports", "Refresh", "Describe", "Get"])
        return wire.message(serial, signature=signature, body=body, destination=NAME, path=OBJECT, interface=NAME,
                            member=member)

    def damaged(self, serial):
        """A call with a few bytes changed, cut off or put in; most buses hang up on who sends that."""
        data = bytearray(self.call(serial))
        for _ in range(self.random.randint(1, 4)):
            at = self.random.randrange(len(data))
            choice = self.random.randrange(4)
            if choice == 0:
                data[at] ^= 1 << self.random.randrange(8)
            elif choice == 1:
                data[at] = self.random.randrange(256)
            elif choice == 2:
                del data[at:at + self.random.randint(1, 8)]
            else:
                data[at:at] = self.random.randbytes(self.random.randint(1, 8))
            if not data:
                break
        return bytes(data)

    def bad_body(self, serial):
        """A sound head, and a body that is not what its signature says: a bus need not look at that."""
        member = self.random.choice(list(SIGNATURES))
        body = self.random.choice([b"", b"\xff" * 8, b"\xff\xff\xff\x7fx\0", b"\4\0\0\0\xff\xfe\xfd\xfc\0",
                                   b"\1\0\0\0a", b"\3\0\0\0a\0b\0", self.random.randbytes(64)])
        return wire.message(serial, signature=self.random.choice([SIGNATURES[member], "v", "as", "a(sv)", "b"]),
                            body=body, destination=NAME, path=OBJECT,
                            interface=PROPERTIES if member in ("Get", "Set", "GetAll") else NAME, member=member)
