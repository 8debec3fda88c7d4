# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Files that are no sound capture: each is refused with one line that names it, exit 1 and no answer, in short time.

The blobs are made here, from a small sound one, since dtc makes no unsound ones.
"""

import random

import pytest

import fdt
from answer import Refused
from fdt import BEGIN_NODE, END, END_NODE, NOP, PROP, Node, begin, cell, cell64, prop, text

SOUND = fdt.pack(fdt.sound_tree())
HEADER = fdt.header_of(SOUND)
SIZE = len(SOUND)
HUGE = [0x7FFFFFFF, 0x80000000, 0xFFFFFFFC, 0xFFFFFFFF]


@pytest.fixture
def written(tmp_path):
    def write(data):
        blob = tmp_path / "capture.dtb"
        blob.write_bytes(data)
        return blob

    return write


def test_the_blob_is_sound(daemon, written):
    answer = daemon.replay(written(SOUND))
    assert {key: answer[key] for key in fdt.SOUND_ANSWER} == fdt.SOUND_ANSWER


@pytest.mark.parametrize("part", range(8))
def test_cut_anywhere(daemon, written, part):
    """In parts, so that one of them stays short in a sanitized build too."""
    for length in range(part, SIZE, 8):
        daemon.refuse(written(SOUND[:length]))


TAILS = {"a zero": b"\0", "a line feed": b"\n", "a cell": bytes(4), "a page": bytes(4096), "the blob again": SOUND}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS.keys())
def test_trailing_bytes(daemon, written, tail):
    daemon.refuse(written(SOUND + tail))


WRONG_FIELDS = {
    "magic": [0, 0xD00DFEEE, 0xEDFE0DD0, 0xFFFFFFFF],
    "totalsize": [0, 1, 39, 40, SIZE - 4, SIZE - 1, SIZE + 1, SIZE + 4, SIZE + 4096, *HUGE],
    "off_dt_struct": [0, 4, HEADER["off_dt_strings"], SIZE - 4, SIZE, SIZE + 4, *HUGE],
    "off_dt_strings": [0, 4, SIZE, SIZE + 1, *HUGE],
    "off_mem_rsvmap": [0, 4, SIZE, SIZE + 8, *HUGE],
    "size_dt_strings": [0, 1, HEADER["size_dt_strings"] + 1, *HUGE],
    "size_dt_struct": [0, 4, HEADER["size_dt_struct"] - 4, SIZE, *HUGE],
    "version": [0, 1],
    "last_comp_version": [18, 0xFFFFFFFF],
}


@pytest.mark.parametrize("field, value", [(name, value) for name, values in WRONG_FIELDS.items() for value in values])
def test_wrong_header(daemon, written, field, value):
    daemon.refuse(written(fdt.with_header(SOUND, **{field: value})))


def test_version_18_compatible_only_with_18(daemon, written):
    daemon.refuse(written(fdt.with_header(SOUND, version=18, last_comp_version=18)))


STRINGS = fdt.Strings()
# Ends with the closing of the capture's node and of the root; what is cut off by [:-4] is the latter.
TOKENS = fdt.flatten(fdt.sound_tree(), STRINGS)
CPU_VERSION = STRINGS.offset("cpu-version")
UNSOUND_STRUCTURE = {
    "no end token": TOKENS,
    "end token only": cell(END),
    "nothing": b"",
    "root never closed": TOKENS[:-4] + cell(END),
    "closed once too often": TOKENS + cell(END_NODE) + cell(END),
    "property length 7fffffff": TOKENS[:-4] + cell(PROP) + cell(0x7FFFFFFF) + cell(0) + cell(END_NODE) + cell(END),
    "property longer than the block": TOKENS[:-4] + cell(PROP) + cell(4096) + cell(0) + cell(END_NODE) + cell(END),
    "property name out of range": TOKENS[:-4] + prop(1 << 20, b"") + cell(END_NODE) + cell(END),
    "property name at ffffffff": TOKENS[:-4] + prop(0xFFFFFFFF, b"") + cell(END_NODE) + cell(END),
    "property header cut": TOKENS[:-4] + cell(PROP) + cell(0),
    "node name without end": TOKENS[:-4] + cell(BEGIN_NODE) + b"aaaa" * 8,
    "unknown token 0": TOKENS[:-4] + cell(0) + cell(END_NODE) + cell(END),
    "unknown token 5": TOKENS[:-4] + cell(5) + cell(END_NODE) + cell(END),
    "unknown token ffffffff": TOKENS[:-4] + cell(0xFFFFFFFF) + cell(END_NODE) + cell(END),
    "root with a name": begin("root") + TOKENS[8:] + cell(END),
    "nodes never closed": TOKENS[:-4] + begin("a") * 5000 + cell(END),
}


@pytest.mark.parametrize("tokens", UNSOUND_STRUCTURE.values(), ids=UNSOUND_STRUCTURE.keys())
def test_unsound_structure(daemon, written, tokens):
    daemon.refuse(written(fdt.assemble(tokens, STRINGS.block)))


@pytest.mark.parametrize("length", [0xFFFFFFFF - less for less in range(16)], ids=hex)
def test_property_length_near_the_top(daemon, written, length):
    """Where lengths are added up in an int, these make a property end before its value, or where it begins itself."""
    tokens = TOKENS[:-4] + cell(PROP) + cell(length) + cell(0) + cell(END_NODE) + cell(END)
    daemon.refuse(written(fdt.assemble(tokens, STRINGS.block)))


def test_names_without_end(daemon, written):
    """The last property name runs up to the end of the file."""
    tokens = TOKENS[:-4] + prop(len(STRINGS.block), b"") + cell(END_NODE) + cell(END)
    daemon.refuse(written(fdt.assemble(tokens, STRINGS.block + b"name")))


def test_very_long_name_many_times(daemon, written):
    """Half a million properties that share a name of 8 MiB: each look at it costs."""
    tokens = TOKENS[:-4] + prop(len(STRINGS.block), b"") * (1 << 19) + cell(END_NODE) + cell(END)
    names = STRINGS.block + text("a" * (8 << 20))
    daemon.answer_or_refuse(written(fdt.assemble(tokens, names)))


@pytest.mark.parametrize("name", ["cpus", "hypervisor", "ppc-compat-capture"])
@pytest.mark.parametrize("same", [True, False], ids=["equal", "different"])
def test_two_nodes_of_one_name(daemon, written, name, same):
    """Which of the two is meant cannot be told."""
    tree = fdt.sound_tree()
    tree.children.append(Node("hypervisor", {"compatible": text("acme,hypervisor")}))
    tree.children.append(tree.child(name) if same else Node(name))
    daemon.refuse(written(fdt.pack(tree)))


WRONG_CAPTURE = {
    "format 0": {"format": cell(0)},
    "format 2": {"format": cell(2)},
    "format byte-swapped": {"format": b"\1\0\0\0"},
    "format empty": {"format": b""},
    "format of one byte": {"format": b"\1"},
    "format of two cells": {"format": cell(1) * 2},
    "outcome unknown": {"kvm_outcome": text("perhaps")},
    "outcome in upper case": {"kvm_outcome": text("OK")},
    "outcome longer": {"kvm_outcome": text("okay")},
    "outcome shorter": {"kvm_outcome": text("time")},
    "outcome of no letters": {"kvm_outcome": text("")},
    "outcome empty": {"kvm_outcome": b""},
    "outcome unterminated": {"kvm_outcome": b"ok"},
    "outcome of two words": {"kvm_outcome": text("ok", "denied")},
    "outcome with a line feed": {"kvm_outcome": text("ok\nok")},
    "outcome a number": {"kvm_outcome": cell(0)},
    "errno empty": {"kvm_errno": b""},
    "errno of 2 bytes": {"kvm_errno": b"\0\x16"},
    "errno of 8 bytes": {"kvm_errno": cell64(22)},
    "mask empty": {"kvm_mask": b""},
    "mask of 4 bytes": {"kvm_mask": cell(6 << 28)},
    "mask of 7 bytes": {"kvm_mask": cell64(6 << 60)[:7]},
    "mask of 16 bytes": {"kvm_mask": cell64(6 << 60) * 2},
    "pvr empty": {"processor_pvr": b""},
    "pvr of 3 bytes": {"processor_pvr": b"\0\x80\2"},
    "pvr of 8 bytes": {"processor_pvr": cell64(0x00800200)},
}


@pytest.mark.parametrize("keys", WRONG_CAPTURE.values(), ids=WRONG_CAPTURE.keys())
def test_wrong_capture_node(daemon, written, keys):
    daemon.refuse(written(fdt.pack(fdt.sound_tree(**keys))))


def with_nodes(count):
    tree = fdt.sound_tree()
    tree.child("cpus").children += [Node(f"l2-cache@{at:x}") for at in range(count)]
    return fdt.pack(tree)


@pytest.mark.parametrize("count", [16500, 65536, 400000])
def test_too_many_nodes(daemon, written, count):
    daemon.refuse(written(with_nodes(count)))


EITHER_WAY = {
    "property after a node": TOKENS[:-4] + prop(CPU_VERSION, cell(0x0F000005)) + cell(END_NODE) + cell(END),
    "FDT_NOP before the root": cell(NOP) + TOKENS + cell(END),
    "a second root": TOKENS + begin("") + cell(END_NODE) + cell(END),
    "property outside of the root": TOKENS + prop(CPU_VERSION, cell(0x0F000005)) + cell(END),
    "property before the root": prop(CPU_VERSION, cell(0x0F000005)) + TOKENS + cell(END),
    "tokens after the end": TOKENS + cell(END) + cell(NOP) * 4,
    "nodes after the end": TOKENS + cell(END) + TOKENS + cell(END),
    "5000 deep": TOKENS[:-4] + begin("a") * 5000 + cell(END_NODE) * 5001 + cell(END),
    "16000 deep": TOKENS[:-4] + begin("a") * 16000 + cell(END_NODE) * 16001 + cell(END),
    "64 KiB of a node's name": TOKENS[:-4] + begin("a" * 65536) + cell(END_NODE) * 2 + cell(END),
}


@pytest.mark.parametrize("tokens", EITHER_WAY.values(), ids=EITHER_WAY.keys())
def test_odd_structure_never_misleads(daemon, written, tokens):
    """Whether these count as sound is libfdt's affair; where they do, the answer is the sound blob's."""
    answer = daemon.answer_or_refuse(written(fdt.assemble(tokens, STRINGS.block)))
    if answer:
        assert {key: answer[key] for key in fdt.SOUND_ANSWER} == fdt.SOUND_ANSWER


@pytest.mark.parametrize("version", [2, 3, 15, 16])
def test_old_version_never_misleads(daemon, written, version):
    """Older formats have a shorter header; version 16 is the same but for that."""
    blob = fdt.with_header(SOUND, version=version, last_comp_version=version)
    answer = daemon.answer_or_refuse(written(blob))
    if answer and version == 16:
        assert {key: answer[key] for key in fdt.SOUND_ANSWER} == fdt.SOUND_ANSWER


@pytest.mark.parametrize("seed", range(4))
def test_random_damage(daemon, written, seed):
    """Whole words of a sound blob replaced: an answer that makes sense or a refusal, never anything else."""
    dice = random.Random(seed)
    for _ in range(50):
        damaged = bytearray(SOUND)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(SIZE // 4) * 4
            damaged[at : at + 4] = cell(dice.choice([0, 1, 2, 3, 9, 0x7FFFFFFF, 0xFFFFFFFF, dice.getrandbits(32)]))
        daemon.answer_or_refuse(written(bytes(damaged)))


def test_refused_raises(daemon, written):
    """That the tests above would notice a refusal taken for an answer."""
    with pytest.raises(Refused):
        daemon.replay(written(b""))
