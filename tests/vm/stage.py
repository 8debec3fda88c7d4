# SPDX-License-Identifier: LGPL-2.1-or-later
"""What has to be there before a host can boot: QEMU, the kernels, and the root with the project in it."""

import dataclasses

import binfmt
import cpio
import kernels
import packages
import project
import qemu as qemus
import roots


@dataclasses.dataclass
class Stage:
    qemu: qemus.Qemu
    kernels: dict
    initrds: dict
    version: str


def prepare(cache, lines, work, report, find_more=None):
    """
    The stage for these lines of kernels. What belongs to this run only is put into the folder work.
    find_more(cache, build_root, kernel) answers archives that the root is to have besides.
    """
    packages.ensure(packages.TOOLS)
    with cache.locked(), binfmt.registered():
        qemu = qemus.find(cache)
        build_root, boot_archive = roots.find(cache)
        found = {line: kernels.find(cache, line, build_root) for line in lines}
        more = {line: find_more(cache, build_root, found[line]) if find_more else [] for line in lines}
        built = project.build(cache, build_root, work, report)
    initrds = {line: work / f'initrd-{line}' for line in lines}
    for line, initrd in initrds.items():
        cpio.join([boot_archive, found[line].modules, built.archive, *more[line]], initrd)
    return Stage(qemu, found, initrds, built.version)
