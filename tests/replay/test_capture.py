# SPDX-License-Identifier: LGPL-2.1-or-later
"""Captures: what is read of a host is what is saved, no more; the answer survives, through dtc and back too."""

import os
import subprocess

import pytest

import fdt
from answer import TIME_LIMIT, check_refusal, checked_answer, host, stable
from fdt import text
from livetree import PRIVATE, cpu, fifo, lay_out, lpar

TREES = {
    "powervm": lpar(),
    "powervm one thing mixed": lpar({"PowerPC,POWER10@0": cpu(), "PowerPC,POWER10@8": cpu(0x0F000005)}),
    "powervm disabled node": lpar({"a@0": cpu(), "b@8": cpu(0x0F000005, status=text("disabled"))}),
    "powervm second of one name": lpar({"PowerPC,POWER10@0": cpu(), "PowerPC,POWER10@0#1": cpu()}),
    "powervm malformed": lpar({"PowerPC,POWER10@0": cpu(b"\x0f\0\0")}),
    "powervm empty cpu-version": lpar({"PowerPC,POWER10@0": cpu(b"")}),
    "powervm no cpu-version": lpar({"PowerPC,POWER10@0": cpu(None)}),
    "powervm no cpu": lpar({}),
    "kvm": lpar(hypervisor={"compatible": text("linux,kvm"), "hcall-instructions": text("secret-hcall")}),
    "powernv": {"compatible": text("qemu,powernv10", "ibm,powernv"), "cpus": {"a@0": cpu(0x00801200)}},
    "other": {"compatible": text("fsl,board"), "cpus": {"cpu@0": cpu(0x80211051)}},
}
PUBLIC_OF_ROOT = {"compatible", "device_type"}
MARKS_OF_ROOT = {"ibm,partition-name", "hmc-managed?", "ibm,powervm-partition", "ibm,fw-net-version"}
PUBLIC_OF_CPU = {"device_type", "cpu-version", "status"}
CAPTURE_KEYS = {"format", "kvm-outcome", "kvm-errno", "kvm-mask", "processor-pvr", "kernel-release"}


@pytest.fixture(params=TREES.values(), ids=TREES.keys())
def captured(request, daemon, tmp_path):
    """A live tree and its capture."""
    tree = lay_out(tmp_path / "tree", request.param)
    daemon.capture(tree, tmp_path / "capture.dtb")
    return tree, tmp_path / "capture.dtb"


def dtc(source, target):
    """Runs dtc as anybody would: a capture that it takes for broken would be no use to them."""
    formats = ["-I", source.suffix[1:], "-O", target.suffix[1:]]
    subprocess.run(["dtc", "-q", *formats, "-o", str(target), str(source)], check=True, timeout=30)


def test_same_answer(daemon, captured):
    tree, blob = captured
    assert stable(daemon.replay(blob)) == stable(daemon.look(tree))


def test_same_answer_through_dtc(daemon, captured, tmp_path):
    tree, blob = captured
    dtc(blob, tmp_path / "there.dts")
    dtc(tmp_path / "there.dts", tmp_path / "back.dtb")
    assert stable(daemon.replay(tmp_path / "back.dtb")) == stable(daemon.look(tree))


def test_nothing_private(captured):
    _, blob = captured
    data = blob.read_bytes()
    assert b"secret" not in data
    root = fdt.parse(data)
    assert set(root.props) <= PUBLIC_OF_ROOT | MARKS_OF_ROOT
    assert all(root.props[name] == b"" for name in MARKS_OF_ROOT & set(root.props))
    assert {node.name for node in root.children} <= {"hypervisor", "cpus", "ppc-compat-capture"}
    for node in root.children:
        if node.name == "cpus":
            assert node.props == {}
            assert all(set(child.props) <= PUBLIC_OF_CPU and not child.children for child in node.children)
        if node.name == "hypervisor":
            assert set(node.props) <= {"compatible"}


def test_private_values_are_there_to_be_hidden():
    assert all(b"secret" in value for value in PRIVATE.values())


def test_capture_node(captured):
    _, blob = captured
    keys = fdt.parse(blob.read_bytes()).child("ppc-compat-capture").props
    assert set(keys) <= CAPTURE_KEYS
    assert keys["format"] == fdt.cell(1)
    assert keys["kvm-outcome"] == text("no-device")


def test_capture_replaces_a_file(daemon, tmp_path):
    tree = lay_out(tmp_path / "tree", lpar())
    blob = tmp_path / "capture.dtb"
    blob.write_bytes(b"old" * 100000)
    daemon.capture(tree, blob)
    assert stable(daemon.replay(blob)) == stable(daemon.look(tree))


def test_capture_replaces_files_only(daemon, tmp_path):
    """/dev/null stays what it is with --capture /dev/null; a FIFO replaces it here."""
    tree = lay_out(tmp_path / "tree", lpar())
    fifo(tmp_path / "fifo")
    done = daemon.run("--device-tree", tree, "--kvm-device", "/nonexistent", "--capture", tmp_path / "fifo")
    assert (tmp_path / "fifo").is_fifo()
    check_refusal(done, tmp_path / "fifo")
    assert "regular file" in done.stderr.decode()


def test_capture_follows_no_link(daemon, tmp_path):
    """As /dev/stdout is one, which would be gone; what it leads to stays as well."""
    tree = lay_out(tmp_path / "tree", lpar())
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to("target")
    done = daemon.run(*host(tree), "--capture", tmp_path / "link")
    check_refusal(done, tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "target").read_text() == "old"


def test_capture_keeps_to_the_umask(daemon, tmp_path):
    before = os.umask(0o077)
    try:
        daemon.capture(lay_out(tmp_path / "tree", lpar()), tmp_path / "capture.dtb")
    finally:
        os.umask(before)
    assert (tmp_path / "capture.dtb").stat().st_mode & 0o777 == 0o600


def test_capture_to_nowhere(daemon, tmp_path):
    """A file that cannot be written: one line that names it, exit 1."""
    tree = lay_out(tmp_path / "tree", lpar())
    blob = tmp_path / "missing" / "capture.dtb"
    done = daemon.run("--device-tree", tree, "--kvm-device", "/nonexistent", "--capture", blob)
    check_refusal(done, blob)


def test_capture_to_a_pipe(daemon, tmp_path):
    tree = lay_out(tmp_path / "tree", lpar())
    blob = tmp_path / "capture.dtb"
    daemon.capture(tree, blob)
    done = daemon.run(*host(tree), "--capture", "-")
    assert (done.returncode, done.stderr, done.stdout) == (0, b"", blob.read_bytes())


def test_capture_to_a_full_disk(daemon, tmp_path):
    tree = lay_out(tmp_path / "tree", lpar())
    with open("/dev/full", "wb") as full:
        done = subprocess.run([daemon.path, *host(tree), "--capture", "-"], stdout=full, stderr=subprocess.PIPE,
                              text=True, timeout=TIME_LIMIT)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "No space left" in done.stderr


def test_this_machine(daemon):
    """Whatever it is, there is a whole answer; one that is no POWER is not taken for one, even if it has a KVM."""
    answer = checked_answer(daemon.run("--once"))
    if os.uname().machine not in ("ppc64", "ppc64le"):
        assert (answer["State"], answer["Reason"], answer["CompatModes"]) == ("unavailable", "not-power", [])


@pytest.mark.skipif(os.uname().machine in ("ppc64", "ppc64le"), reason="on POWER this is for tests/vm")
def test_another_kind_of_kvm(daemon, tmp_path):
    """That of another architecture has no such capability, and may not know the type of VM."""
    answer = checked_answer(daemon.run("--once", "--device-tree", lay_out(tmp_path / "tree", lpar())))
    others = {"kernel-without-capability", "no-kvm-hv"} if os.path.exists("/dev/kvm") else {"no-kvm"}
    assert answer["Reason"] in others
