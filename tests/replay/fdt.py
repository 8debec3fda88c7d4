# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Flattened device trees by hand, for what dtc refuses to make: wrong headers, broken structure, two nodes of one name.

The format is that of the Devicetree Specification, chapter 5. Nothing here checks anything.
"""

import struct
from dataclasses import dataclass, field

MAGIC = 0xD00DFEED
BEGIN_NODE, END_NODE, PROP, NOP, END = 1, 2, 3, 4, 9
HEADER = [
    "magic", "totalsize", "off_dt_struct", "off_dt_strings", "off_mem_rsvmap", "version", "last_comp_version",
    "boot_cpuid_phys", "size_dt_strings", "size_dt_struct",
]  # fmt: skip
HEADER_SIZE = 4 * len(HEADER)


def cell(value):
    return struct.pack(">I", value)


def cell64(value):
    return struct.pack(">Q", value)


def text(*words):
    return b"".join(word.encode() + b"\0" for word in words)


def padded(data):
    return data + bytes(-len(data) % 4)


@dataclass
class Node:
    name: str = ""
    props: dict = field(default_factory=dict)
    children: list = field(default_factory=list)

    def child(self, name):
        return next(child for child in self.children if child.name == name)


class Strings:
    """The block of property names."""

    def __init__(self):
        self.block = b""
        self.offsets = {}

    def offset(self, name):
        if name not in self.offsets:
            self.offsets[name] = len(self.block)
            self.block += text(name)
        return self.offsets[name]


def begin(name):
    return cell(BEGIN_NODE) + padded(text(name))


def prop(offset, value):
    return cell(PROP) + cell(len(value)) + cell(offset) + padded(value)


def flatten(node, strings, between=b""):
    """The tokens of a node, with what may be between any two."""
    parts = [begin(node.name)]
    parts += [prop(strings.offset(name), value) for name, value in node.props.items()]
    parts += [flatten(child, strings, between) for child in node.children]
    parts.append(cell(END_NODE))
    return between.join(parts)


def assemble(tokens, strings, reservations=b"", padding=0, **header):
    """A blob of a structure and a strings block; header fields can be given other values than the right ones."""
    reservations += bytes(16)
    off_struct = HEADER_SIZE + len(reservations)
    off_strings = off_struct + len(tokens)
    right = {
        "magic": MAGIC,
        "totalsize": off_strings + len(strings) + padding,
        "off_dt_struct": off_struct,
        "off_dt_strings": off_strings,
        "off_mem_rsvmap": HEADER_SIZE,
        "version": 17,
        "last_comp_version": 16,
        "boot_cpuid_phys": 0,
        "size_dt_strings": len(strings),
        "size_dt_struct": len(tokens),
    }
    fields = {**right, **header}
    head = b"".join(cell(fields[name]) for name in HEADER)
    return head + reservations + tokens + strings + bytes(padding)


def pack(root, between=b"", **how):
    strings = Strings()
    tokens = flatten(root, strings, between) + cell(END)
    return assemble(tokens, strings.block, **how)


def header_of(blob):
    return dict(zip(HEADER, struct.unpack(f">{len(HEADER)}I", blob[:HEADER_SIZE])))


def with_header(blob, **fields):
    """The same blob, some fields of its header overwritten."""
    values = {**header_of(blob), **fields}
    return b"".join(cell(values[name]) for name in HEADER) + blob[HEADER_SIZE:]


def parse(blob):
    """The tree of a sound blob."""
    head = header_of(blob)
    strings = blob[head["off_dt_strings"] :]
    top, path = Node(), []
    at = head["off_dt_struct"]
    while True:
        token = struct.unpack_from(">I", blob, at)[0]
        at += 4
        if token == BEGIN_NODE:
            name = blob[at : blob.index(0, at)]
            at += len(padded(name + b"\0"))
            node = Node(name.decode(errors="surrogateescape"))
            (path[-1] if path else top).children.append(node)
            path.append(node)
        elif token == END_NODE:
            path.pop()
        elif token == PROP:
            length, offset = struct.unpack_from(">II", blob, at)
            path[-1].props[strings[offset : strings.index(0, offset)].decode()] = blob[at + 8 : at + 8 + length]
            at += 8 + len(padded(bytes(length)))
        elif token == END:
            return top.children[0]


def cpu(name, version=0x0F000006):
    return Node(name, {"device_type": text("cpu"), "cpu-version": cell(version)})


def capture_node(**props):
    """That of a POWER10 whose KVM gives POWER9 and POWER10; kvm_mask and the like replace a key."""
    keys = {"format": cell(1), "kvm-outcome": text("ok"), "kvm-mask": cell64(6 << 60)}
    keys["processor-pvr"] = cell(0x00800200)
    keys.update({name.replace("_", "-"): value for name, value in props.items()})
    return Node("ppc-compat-capture", keys)


def sound_tree(**capture):
    """A POWER10 LPAR whose KVM gives POWER9 and POWER10."""
    root = Node("", {"compatible": text("IBM,9105-42A"), "device_type": text("chrp")})
    root.props.update({"ibm,partition-name": text("lpar"), "hmc-managed?": b"\xff" * 8})
    root.children = [Node("cpus", {}, [cpu("PowerPC,POWER10@0"), cpu("PowerPC,POWER10@8")]), capture_node(**capture)]
    return root


# What the daemon says of it.
SOUND_ANSWER = {
    "CompatMask": "0x6000000000000000",
    "CompatModes": ["power10", "power9"],
    "RecommendedMode": "power10",
    "KernelMask": "0x6000000000000000",
    "HostMode": "power10",
    "HostLogicalPVR": "0x0f000006",
    "ProcessorModel": "power10",
    "ProcessorPVR": "0x00800200",
    "Platform": "powervm",
    "State": "ready",
    "Reason": "",
    "Source": "kvm",
}
