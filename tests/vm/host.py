# SPDX-License-Identifier: LGPL-2.1-or-later
"""
The hosts as data: one file of hosts/ is one emulated machine, with the kernel that it boots and what the daemon has
to say there. The file's name is the host's.
"""

import dataclasses
import pathlib
import tomllib

import contract

FOLDER = pathlib.Path(__file__).resolve().parent / 'hosts'

# What a host's file expects: every property whose value is the same at each boot.
EXPECTED = contract.stable_properties()

# By default Debian's kernel samples which pages are used (DAMON_STAT), and so clears the reference bits of a guest's
# pages. A processor that knows prefixed instructions (POWER10 and later) as QEMU emulates it faults without end where
# such a page holds a guest's page table and an instruction is fetched: it reads the instruction again to tell whether
# it has a prefix.
NOT_SAMPLED = 'damon_stat.enabled=0'

# What QEMU's emulation cannot do, and would warn of.
PSERIES_OPTIONS = ',cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off'


class BadHost(Exception):
    """A host's file is not as it should be. The text is for the user."""


@dataclasses.dataclass
class Host:
    name: str
    description: str
    kernel: str
    machine: str
    expect: dict
    qemu: str = '10'
    cpu: str = ''
    modules: list = dataclasses.field(default_factory=list)
    parameters: list = dataclasses.field(default_factory=list)
    cpus: int = 2
    memory: str = '3G'
    limit: int = 600
    # The name of a row of scenarios.SCENARIOS, and QEMU's name of the cores that can be added.
    scenario: str = ''
    core: str = ''
    # Whether real guests are started there (nested/), and the mode that the host falls to then, without an event,
    # before all of them are started again.
    guests: bool = False
    falls_to: str = ''
    # Modes newer than the host's, in which guests run all the same: Linux before 6.13 does not know power11 and takes it on
    # trust, and so does the emulated hypervisor on a Power11 processor, where a real one refuses.
    trusted: list = dataclasses.field(default_factory=list)
    # Seconds that a guest may take, on a machine that is busy with others.
    guest_limit: int = 180
    # Whether one of its guests is a partition, which runs the guests in turn.
    chain: bool = False
    # Whether KVM is asked a thousand times there, which takes long.
    many_questions: bool = False
    # Whether it is left out unless it is asked for, since other hosts show the most of it.
    rare: bool = False
    # Whether libvirt is run there as well.
    libvirt: bool = False
    # Whether its root has what guests need, since they are started in this run.
    inside: bool = False

    @property
    def pages(self):
        return '64 KiB' if self.kernel.endswith('-64k') or self.kernel == '6.1' else '4 KiB'

    @property
    def is_powernv(self):
        return self.machine.startswith('powernv')

    @property
    def has_own_bridges(self):
        """It takes no PCI bridge, and has those that it brings among its default devices."""
        return self.machine == 'powernv11'

    def qemu_options(self):
        """The machine without its devices."""
        cpus = str(self.cpus) if self.is_powernv else f'{self.cpus},maxcpus=4'
        machine = self.machine if self.is_powernv else self.machine + PSERIES_OPTIONS
        cpu = ['-cpu', self.cpu] if self.cpu else []
        # Bare metal's firmware prints on one CPU while another sets up PCI. With a thread for each, QEMU 10.0 may
        # take such a write for one to a device that is being added, and abort: on a busy machine 4 of 60 starts did.
        threads = 'single' if self.is_powernv else 'multi'
        devices = ['-nic', 'none'] if self.has_own_bridges else ['-nodefaults']
        return ['-M', machine, *cpu, '-accel', f'tcg,thread={threads}', '-m', self.memory, '-smp', cpus, *devices,
                '-vga', 'none', '-display', 'none']

    def serial_bus(self):
        """A device for the agent's port. A powernv machine has no slot for it unless it is given one."""
        if not self.is_powernv:
            return ['-device', 'virtio-serial-pci']
        if self.has_own_bridges:
            return ['-device', 'virtio-serial-pci,bus=pcie.0']
        return ['-device', 'pnv-phb,chip-id=0,index=0', '-device', 'pnv-phb-root-port,bus=pnv-phb4-root.0',
                '-device', 'virtio-serial-pci,bus=pcie.0']

    def kernel_parameters(self):
        modules = [f'modules_load={",".join(self.modules)}'] if self.modules else []
        return ['rdinit=/lib/systemd/systemd', 'console=hvc0', f'systemd.hostname={self.name}', NOT_SAMPLED,
                *modules, *self.parameters]


def load(path):
    try:
        content = tomllib.loads(path.read_text(encoding='utf-8'))
        host = Host(name=path.stem, **content)
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise BadHost(f'{path}: {error}') from None
    if sorted(host.expect) != sorted(EXPECTED):
        raise BadHost(f'{path}: [expect] has to name {", ".join(EXPECTED)}, and nothing else')
    return host


def load_all():
    return {path.stem: load(path) for path in sorted(FOLDER.glob('*.toml'))}
