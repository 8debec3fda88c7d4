# SPDX-License-Identifier: LGPL-2.1-or-later
"""
A directory as the live device tree: odd entries neither block nor mislead the reader, nor lead it out of the tree.

There is no KVM in these runs, so an unusable tree shows as an unknown HostMode. What it is taken for is asked by
replaying its capture as if KVM had said ok.
"""

import os
import subprocess
import tempfile
import threading
from pathlib import Path

import pytest

import fdt
import livetree
from answer import TIME_LIMIT
from fdt import cell, cell64, text
from livetree import LPAR_ANSWER, NO_MODE_ANSWER, cpu, lay_out, lpar, replace

ONE_CPU = {"PowerPC,POWER10@0": cpu()}


@pytest.fixture
def tree(tmp_path):
    """An LPAR of one CPU node."""
    return lay_out(tmp_path / "tree", lpar(ONE_CPU))


@pytest.fixture
def big_tree():
    """
    The same, removed at once and by a tool that gets along with any depth; pytest does not, where a run that was ended
    has left it among its own folders.
    """
    place = Path(tempfile.mkdtemp(prefix="ppc-compatd-tree-"))
    yield lay_out(place / "tree", lpar())
    subprocess.run(["rm", "-rf", place], check=True)


def expect(answer, expected):
    assert {key: answer[key] for key in expected} == expected


def look_as_if_kvm_said_ok(daemon, tree, tmp_path, **kwargs):
    """The answer for the tree's capture, had KVM given every mode."""
    blob = tmp_path / "patched.dtb"
    daemon.capture(tree, blob, **kwargs)
    captured = fdt.parse(blob.read_bytes())
    captured.child("ppc-compat-capture").props.update({"kvm-outcome": text("ok"), "kvm-mask": cell64(7 << 60)})
    blob.write_bytes(fdt.pack(captured))
    return daemon.replay(blob)


def expect_malformed(daemon, tree, tmp_path, **kwargs):
    expect(daemon.look(tree, **kwargs), NO_MODE_ANSWER)
    answer = look_as_if_kvm_said_ok(daemon, tree, tmp_path, **kwargs)
    expect(answer, {"State": "degraded", "Reason": "malformed-device-tree", "Source": "kvm", "HostMode": ""})


def test_lpar(daemon, tmp_path):
    expect(daemon.look(lay_out(tmp_path / "tree", lpar())), LPAR_ANSWER)


def test_bare_metal(daemon, tmp_path):
    host = {"compatible": text("rcs,talos", "ibm,powernv"), "cpus": {"PowerPC,POWER9@0": cpu(0x004E1202)}}
    answer = daemon.look(lay_out(tmp_path / "tree", host))
    expect(answer, {"Platform": "powernv", "HostMode": "power9", "HostLogicalPVR": "0x00000000", "Reason": "no-kvm"})


@pytest.mark.parametrize("hypervisor, platform", [("linux,kvm", "kvm"), ("linux,kvmx", "powervm")])
def test_hypervisor(daemon, tmp_path, hypervisor, platform):
    tree = lay_out(tmp_path / "tree", lpar(hypervisor={"compatible": text(hypervisor)}))
    expect(daemon.look(tree), {**LPAR_ANSWER, "Platform": platform})


def test_two_entries_of_one_name(daemon, tmp_path):
    """As Linux shows them: the second counts like the first."""
    cpus = {"PowerPC,POWER10@0": cpu(), "PowerPC,POWER10@0#1": cpu(0x0F000005)}
    tree = lay_out(tmp_path / "tree", lpar(cpus))
    expect(daemon.look(tree), {**LPAR_ANSWER, "HostMode": "power9", "HostLogicalPVR": "0x0f000005"})
    answer = look_as_if_kvm_said_ok(daemon, tree, tmp_path)
    expect(answer, {"CompatModes": ["power9"], "Reason": "mixed-cpu-versions"})


# Each in the place of the only node's cpu-version. A directory is a node of that name, so the property is absent.
BAD_PROPERTY = {
    "directory": livetree.directory,
    "fifo": livetree.fifo,
    "endless": livetree.endless,
    "empty": livetree.content(b""),
    "8 bytes": livetree.content(cell(0x0F000006) * 2),
    "a MiB": livetree.content(cell(0x0F000006) * (1 << 18)),
    "link to itself": livetree.link_to("cpu-version"),
    "link to nowhere": livetree.link_to("missing"),
    "link to a device": livetree.link_to("/dev/zero"),
    "absolute link out": livetree.link_to("/proc/self/exe"),
}


@pytest.mark.parametrize("make", BAD_PROPERTY.values(), ids=BAD_PROPERTY.keys())
def test_cpu_version_is(daemon, tree, tmp_path, make):
    replace(tree / "cpus/PowerPC,POWER10@0/cpu-version", make)
    expect_malformed(daemon, tree, tmp_path)


def test_cpu_version_unreadable(daemon, tree, tmp_path):
    replace(tree / "cpus/PowerPC,POWER10@0/cpu-version", livetree.forbidden)
    expect_malformed(daemon, tree, tmp_path, unprivileged=True)


def test_bad_beside_good(daemon, tmp_path):
    """One node's FIFO does not hide what the other says, nor the other what is wrong here."""
    tree = lay_out(tmp_path / "tree", lpar())
    replace(tree / "cpus/PowerPC,POWER10@0/cpu-version", livetree.fifo)
    answer = look_as_if_kvm_said_ok(daemon, tree, tmp_path)
    expect(answer, {"HostMode": "power10", "CompatModes": ["power10", "power9"], "State": "degraded"})


@pytest.mark.parametrize("relative", [True, False], ids=["relative", "absolute"])
def test_links_out_of_the_tree(daemon, tree, tmp_path, relative):
    """What lies outside is sound and would be believed."""
    outside = livetree.outside(tmp_path, {"cpu": cpu(), "compatible": text("linux,kvm")})
    links = {
        "cpus/PowerPC,POWER10@0/cpu-version": outside / "cpu/cpu-version",
        "cpus/PowerPC,POWER10@8": outside / "cpu",
        "hypervisor": outside,
    }
    (tree / "cpus/PowerPC,POWER10@0/cpu-version").unlink()
    for name, target in links.items():
        link = tree / name
        link.symlink_to(os.path.relpath(target, link.parent) if relative else target)
        assert link.exists()
    expect_malformed(daemon, tree, tmp_path)


def test_cpus_leads_out_of_the_tree(daemon, tree, tmp_path):
    elsewhere = livetree.outside(tmp_path, ONE_CPU)
    (tree / "cpus").rename(tmp_path / "away")
    (tree / "cpus").symlink_to(elsewhere)
    expect_malformed(daemon, tree, tmp_path)


def test_compatible_leads_out_of_the_tree(daemon, tree, tmp_path):
    livetree.outside(tmp_path, {"compatible": text("ibm,powernv")})
    replace(tree / "compatible", livetree.link_to("../outside/compatible"))
    expect(daemon.look(tree), LPAR_ANSWER)


@pytest.mark.parametrize("name", ["compatible", "device_type", "cpus/PowerPC,POWER10@0/device_type"])
@pytest.mark.parametrize("make", [livetree.fifo, livetree.directory, livetree.endless])
def test_other_property_is(daemon, tree, name, make):
    """Other properties show the platform then; a node whose device_type cannot be read is no CPU's."""
    replace(tree / name, make)
    expect(daemon.look(tree), NO_MODE_ANSWER if name.startswith("cpus") else LPAR_ANSWER)


NO_DIRECTORY = {"fifo": livetree.fifo, "file": livetree.content(cell(1)), "link to itself": livetree.link_to("cpus")}


@pytest.mark.parametrize("make", NO_DIRECTORY.values(), ids=NO_DIRECTORY.keys())
def test_cpus_is_no_directory(daemon, tree, tmp_path, make):
    (tree / "cpus").rename(tmp_path / "away")
    make(tree / "cpus")
    expect_malformed(daemon, tree, tmp_path)


def test_cpus_missing(daemon, tree, tmp_path):
    (tree / "cpus").rename(tmp_path / "away")
    expect_malformed(daemon, tree, tmp_path)


def test_cpus_unreadable(daemon, tree, tmp_path):
    (tree / "cpus").chmod(0)
    expect_malformed(daemon, tree, tmp_path, unprivileged=True)
    (tree / "cpus").chmod(0o755)


def test_odd_entries_of_cpus(daemon, tree):
    """Neither files, links and FIFOs beside the CPU nodes nor a node that is a link to itself."""
    cpus = tree / "cpus"
    livetree.fifo(cpus / "PowerPC,POWER9@0")
    livetree.endless(cpus / "ibm,drc-names")
    livetree.link_to("PowerPC,POWER9@8")(cpus / "PowerPC,POWER9@8")
    livetree.link_to("..")(cpus / "PowerPC,POWER9@10")
    livetree.directory(cpus / "PowerPC,POWER9@18")
    expect(daemon.look(tree), LPAR_ANSWER)


def test_root_is_a_link(daemon, tree, tmp_path):
    """As /proc/device-tree is on every host; a chain of them too."""
    (tmp_path / "link").symlink_to("tree")
    (tmp_path / "chain").symlink_to(tmp_path / "link")
    expect(daemon.look(tmp_path / "chain"), LPAR_ANSWER)
    expect(daemon.look(f"{tmp_path}/link/"), LPAR_ANSWER)


NO_ROOT = {
    "missing": lambda path: None,
    "fifo": livetree.fifo,
    "empty": livetree.directory,
    "file": livetree.content(cell(0xD00DFEED)),
    "link to itself": livetree.link_to("root"),
}


@pytest.mark.parametrize("make", NO_ROOT.values(), ids=NO_ROOT.keys())
def test_no_tree_at_all(daemon, tmp_path, make):
    make(tmp_path / "root")
    answer = daemon.look(tmp_path / "root")
    expect(answer, {"Platform": "other", "HostMode": "", "State": "unavailable", "Source": "none"})


def test_65536_nodes(daemon, big_tree):
    """More than the reader takes: no answer from the part that it saw."""
    livetree.wide(big_tree / "cpus", 65536)
    expect(daemon.look(big_tree), NO_MODE_ANSWER)


def test_16000_nodes(daemon, big_tree, tmp_path):
    livetree.wide(big_tree / "cpus", 16000)
    expect(daemon.look(big_tree), LPAR_ANSWER)
    daemon.capture(big_tree, tmp_path / "capture.dtb")
    expect(daemon.replay(tmp_path / "capture.dtb"), LPAR_ANSWER)


@pytest.mark.parametrize("where", [".", "cpus", "cpus/PowerPC,POWER10@0"])
def test_5000_deep(daemon, big_tree, where):
    livetree.deep(big_tree / where, 5000)
    expect(daemon.look(big_tree), LPAR_ANSWER)


def answers_while(daemon, tree, change):
    """What is seen of a tree that another thread keeps changing."""
    enough = threading.Event()

    def keep_changing():
        while not enough.wait(0.0005):
            change()

    changer = threading.Thread(target=keep_changing)
    changer.start()
    try:
        answers = [daemon.look(tree) for _ in range(60)]
    finally:
        enough.set()
        changer.join(TIME_LIMIT)
    return {(answer["HostMode"], answer["HostLogicalPVR"]) for answer in answers}


EITHER_VALUE = {("power9", "0x0f000005"), ("power10", "0x0f000006")}


def test_property_changing(daemon, tree, tmp_path):
    """The kernel removes a property and makes it again: either value is an answer, a mix of them or none is not."""
    version = tree / "cpus/PowerPC,POWER10@0/cpu-version"
    values = [0x0F000005, 0x0F000006]

    def change():
        (tmp_path / "next").write_bytes(cell(values[0]))
        version.unlink()
        os.rename(tmp_path / "next", version)
        values.reverse()

    seen = answers_while(daemon, tree, change)
    assert seen <= EITHER_VALUE


def test_node_coming_and_going(daemon, tree, tmp_path):
    """A node that is listed and gone when it is opened does not hide the others."""
    there, gone = tree / "cpus/PowerPC,POWER10@8", tmp_path / "gone"
    lay_out(there, cpu(0x0F000005))
    seen = answers_while(daemon, tree, lambda: os.rename(*((there, gone) if there.exists() else (gone, there))))
    assert seen <= EITHER_VALUE
