# SPDX-License-Identifier: LGPL-2.1-or-later
"""What has to be there before a host can boot: its QEMU, its kernel, and the root with the project in it."""

import dataclasses

import archive as archives
import binfmt
import command
import cpio
import kernels
import packages
import project
import qemu as qemus
import roots
from nested import inside


@dataclasses.dataclass
class Parts:
    """What an archive has for the hosts, by the names of its lines."""
    qemus: dict
    kernels: dict
    # Why a host cannot boot, by its name.
    problems: dict


@dataclasses.dataclass
class Stage:
    parts: Parts
    initrds: dict
    version: str

    def parts_of(self, host):
        return self.parts.qemus[host.qemu], self.parts.kernels[host.kernel], self.initrds[host.kernel, host.inside]

    def bootable(self, hosts, report):
        """Those of the hosts that can boot. The others fail, each by its own name."""
        for host in hosts:
            if host.name in self.parts.problems:
                report.add(host.name, 'boots', 0, 'failed', self.parts.problems[host.name])
        return [host for host in hosts if host.name not in self.parts.problems]


def find_lines(names, find):
    """What find(name) gives for each line, and why others cannot be had."""
    found, problems = {}, {}
    for name in sorted(names):
        try:
            found[name] = find(name)
        except command.CommandFailed as failure:
            problems[name] = str(failure)
    return found, problems


def find_parts(cache, archive, hosts):
    """A host whose kernel or QEMU cannot be had is no matter of the others. For holders of the cache's lock."""
    found, no_kernel = find_lines({host.kernel for host in hosts}, lambda name: kernels.find(cache, archive, name))
    programs, no_qemu = find_lines({host.qemu for host in hosts}, lambda name: qemus.find(cache, archive, name))
    problems = {host.name: no_kernel.get(host.kernel) or no_qemu[host.qemu] for host in hosts
                if host.kernel in no_kernel or host.qemu in no_qemu}
    return Parts(programs, found, problems)


def join_initrds(hosts, parts, boot, project_files, find_more, work):
    """
    One for each kernel, and another one where guests are started: by the kernel's line and whether they are. Linux
    unpacks the archives in their order. find_more(kernel) answers what guests need.
    """
    initrds = {}
    for line, with_guests in {(host.kernel, host.inside) for host in hosts if host.kernel in parts.kernels}:
        kernel = parts.kernels[line]
        initrd = work / f'initrd-{line}{"-guests" if with_guests else ""}'
        cpio.join([boot, kernel.modules, project_files, *(find_more(kernel) if with_guests else [])], initrd)
        initrds[line, with_guests] = initrd
    return initrds


def prepare(cache, hosts, work, report):
    """The stage for these hosts. What belongs to this run only is put into the folder work."""
    packages.ensure(packages.TOOLS)
    with cache.locked(), binfmt.registered():
        archive = archives.of_machine(cache.path)
        parts = find_parts(cache, archive, hosts)
        build_root, boot_archive = roots.find(cache)
        built = project.build(cache, build_root, work, report)
        initrds = join_initrds(hosts, parts, boot_archive, built.archive,
                               lambda kernel: inside.find(cache, archive, build_root, kernel), work)
    return Stage(parts, initrds, built.version)
