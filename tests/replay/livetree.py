# SPDX-License-Identifier: LGPL-2.1-or-later
"""Device trees as the kernel shows them: a directory for each node, a file for each property."""

import os
from pathlib import Path

from fdt import cell, text

# Values of a live tree that are nobody's business outside of the host.
PRIVATE = {
    "ibm,partition-name": text("secret-partition"),
    "hmc-managed?": b"secret-hmc",
    "ibm,powervm-partition": text("secret-powervm"),
    "ibm,fw-net-version": text("secret-firmware"),
    "ibm,partition-uuid": text("secret-uuid"),
    "system-id": text("secret-serial"),
    "model": text("secret-model"),
}


def lay_out(where, tree):
    """Makes a directory of nested dicts (nodes) and bytes (properties)."""
    where.mkdir()
    for name, value in tree.items():
        if isinstance(value, dict):
            lay_out(where / name, value)
        else:
            (where / name).write_bytes(value)
            (where / name).chmod(0o444)
    return where


def cpu(version=0x0F000006, **more):
    props = {"device_type": text("cpu"), "name": text("PowerPC,POWER10"), "reg": cell(0)}
    if version is not None:
        props["cpu-version"] = cell(version) if isinstance(version, int) else version
    return {**props, **more}


def lpar(cpus=None, **root):
    """An LPAR in POWER10 mode, of the given CPU nodes."""
    nodes = {"PowerPC,POWER10@0": cpu(), "PowerPC,POWER10@8": cpu()} if cpus is None else cpus
    return {
        "#address-cells": cell(2),
        "compatible": text("IBM,9105-42A"),
        "device_type": text("chrp"),
        "name": b"\0",
        **PRIVATE,
        "chosen": {"bootargs": text("secret-bootargs")},
        "cpus": {"#address-cells": cell(1), "name": text("cpus"), **nodes},
        **root,
    }


# What the daemon says of it where there is no /dev/kvm.
LPAR_ANSWER = {
    "CompatModes": [],
    "HostMode": "power10",
    "HostLogicalPVR": "0x0f000006",
    "Platform": "powervm",
    "State": "unavailable",
    "Reason": "no-kvm",
    "Source": "none",
}
# The same where no node's cpu-version is of use.
NO_MODE_ANSWER = {**LPAR_ANSWER, "HostMode": "", "HostLogicalPVR": "0x00000000"}


def replace(path, make):
    """Puts something else in the place of a property or of an empty directory."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink()
    make(path)


def fifo(path):
    os.mkfifo(path)


def directory(path):
    path.mkdir()


def link_to(target):
    return lambda path: path.symlink_to(target)


def content(data):
    return lambda path: path.write_bytes(data)


def endless(path):
    """A file that says it holds 1 TiB."""
    path.touch()
    os.truncate(path, 1 << 40)


def forbidden(path):
    path.write_bytes(cell(0x0F000006))
    path.chmod(0)


def deep(where, depth):
    """Directories within directories, further down than a path can name."""
    here = os.open(where, os.O_DIRECTORY | os.O_PATH)
    for _ in range(depth):
        os.mkdir("a", dir_fd=here)
        deeper = os.open("a", os.O_DIRECTORY | os.O_PATH, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)


def wide(where, count):
    """Many nodes in one."""
    here = os.open(where, os.O_DIRECTORY | os.O_PATH)
    for number in range(count):
        os.mkdir(f"l2-cache@{number:x}", dir_fd=here)
    os.close(here)


def outside(where, tree):
    """A directory beside the device tree, for links that lead out of it."""
    return lay_out(Path(where) / "outside", tree)
