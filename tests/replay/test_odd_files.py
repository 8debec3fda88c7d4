# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a capture's file may be: sound blobs that look odd are answered, things that are no regular file refused."""

import os

import pytest

import fdt
from fdt import NOP, Node, cell, cell64, text

SOUND = fdt.pack(fdt.sound_tree())
MIB = 1 << 20


def answers_as_sound(daemon, blob):
    answer = daemon.replay(blob)
    assert {key: answer[key] for key in fdt.SOUND_ANSWER} == fdt.SOUND_ANSWER


def two_of_one_name():
    tree = fdt.sound_tree()
    tree.child("cpus").children = [fdt.cpu("PowerPC,POWER10@0"), fdt.cpu("PowerPC,POWER10@0")]
    return fdt.pack(tree)


def many_nodes():
    tree = fdt.sound_tree()
    tree.child("cpus").children += [Node(f"l2-cache@{at:x}", {"device_type": text("cache")}) for at in range(16000)]
    return fdt.pack(tree)


def other_nodes():
    """Trees as dtc makes them of a whole host have more nodes than the daemon reads."""
    tree = fdt.sound_tree()
    tree.children += [Node("chosen", {}, [Node("hypervisor-log")]), Node("memory@0"), Node("memory@0")]
    return fdt.pack(tree)


ODD_BUT_SOUND = {
    "as dtc makes it": SOUND,
    "room at the end, inside of totalsize": fdt.pack(fdt.sound_tree(), padding=1024),
    "FDT_NOP between all tokens": fdt.pack(fdt.sound_tree(), between=cell(NOP) * 2),
    "memory reservations": fdt.pack(fdt.sound_tree(), reservations=cell64(4096) * 2),
    "version 18 compatible with 16": fdt.with_header(SOUND, version=18, last_comp_version=16),
    "version 18 compatible with 17": fdt.with_header(SOUND, version=18, last_comp_version=17),
    "another boot CPU": fdt.with_header(SOUND, boot_cpuid_phys=0xFFFFFFFF),
    "two CPU nodes of one name": two_of_one_name(),
    "16000 nodes": many_nodes(),
    "nodes that are not read": other_nodes(),
}


@pytest.mark.parametrize("data", ODD_BUT_SOUND.values(), ids=ODD_BUT_SOUND.keys())
def test_odd_but_sound(daemon, tmp_path, data):
    blob = tmp_path / "capture.dtb"
    blob.write_bytes(data)
    answers_as_sound(daemon, blob)


@pytest.mark.parametrize("last, platform", [("ibm,powernv", "powernv"), ("ibm,powernvx", "powervm")])
def test_compatible_of_64_kib(daemon, tmp_path, last, platform):
    """The word that decides is the last one."""
    tree = fdt.sound_tree(kvm_outcome=text("no-capability"))
    filler = ["acme,board-%04d" % number for number in range(4400)]
    tree.props["compatible"] = text(*filler, last)
    assert len(tree.props["compatible"]) > 65536
    blob = tmp_path / "capture.dtb"
    blob.write_bytes(fdt.pack(tree))
    assert daemon.replay(blob)["Platform"] == platform


def test_file_behind_a_link(daemon, tmp_path):
    (tmp_path / "real.dtb").write_bytes(SOUND)
    (tmp_path / "link.dtb").symlink_to("real.dtb")
    answers_as_sound(daemon, tmp_path / "link.dtb")


@pytest.mark.parametrize("name", ["with blank.dtb", "ünïcode.dtb", "percent%s%n.dtb", "x" * 250])
def test_odd_file_name(daemon, tmp_path, name):
    (tmp_path / name).write_bytes(SOUND)
    answers_as_sound(daemon, tmp_path / name)
    (tmp_path / name).write_bytes(SOUND[:-1])
    daemon.refuse(tmp_path / name)


@pytest.mark.parametrize("data", [b"", b"\0", b"/dts-v1/;\n/ { };\n", b'{"HostMode": "power10"}\n', bytes(4096)])
def test_no_blob_at_all(daemon, tmp_path, data):
    blob = tmp_path / "capture.dtb"
    blob.write_bytes(data)
    daemon.refuse(blob)


def test_missing(daemon, tmp_path):
    daemon.refuse(tmp_path / "missing.dtb")


def test_link_to_nowhere(daemon, tmp_path):
    (tmp_path / "link.dtb").symlink_to("missing.dtb")
    daemon.refuse(tmp_path / "link.dtb")


def test_link_to_itself(daemon, tmp_path):
    (tmp_path / "link.dtb").symlink_to("link.dtb")
    daemon.refuse(tmp_path / "link.dtb")


def test_directory(daemon, tmp_path):
    daemon.refuse(tmp_path)


def test_fifo(daemon, tmp_path):
    """Nobody ever writes to it: the daemon must not wait."""
    os.mkfifo(tmp_path / "capture.dtb")
    daemon.refuse(tmp_path / "capture.dtb")


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
def test_device(daemon, device):
    daemon.refuse(device)


def test_unreadable(daemon, tmp_path):
    blob = tmp_path / "capture.dtb"
    blob.write_bytes(SOUND)
    blob.chmod(0)
    daemon.refuse(blob, unprivileged=True)


@pytest.mark.parametrize("size", [16 * MIB + 1, 1 << 40], ids=["16 MiB and a byte", "1 TiB"])
def test_too_large(daemon, tmp_path, size):
    blob = tmp_path / "capture.dtb"
    blob.write_bytes(fdt.with_header(SOUND, totalsize=min(size, 0x7FFFFFFF)))
    os.truncate(blob, size)
    daemon.refuse(blob)


def test_as_large_as_can_be(daemon, tmp_path):
    blob = tmp_path / "capture.dtb"
    blob.write_bytes(fdt.with_header(SOUND, totalsize=16 * MIB))
    os.truncate(blob, 16 * MIB)
    answers_as_sound(daemon, blob)
