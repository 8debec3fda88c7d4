# SPDX-License-Identifier: LGPL-2.1-or-later
"""
A partition on a host of bare metal: it starts with the line that ppc-compatctl prints there, boots what the host has
booted, and may run guests of its own.
"""

import dataclasses

import agent as agents
import checks
import machine as machines
import progress
import qemu as qemus
import scenarios
from nested import inside

START_LIMIT = 300
BOOT_LIMIT = 900
# Three hypervisors are below it, the lowest of them an emulator.
GUEST_LIMIT = 900
SYSTEM_LIMIT = 300
PIPE = '/run/partition'
# The port has the archive that the host's own root was made of.
START = '''
set -e
head -c {size} /dev/virtio-ports/file >{pipe}.initrd
mkfifo {pipe}.in {pipe}.out
systemd-run --quiet --unit=partition {qemu} {arguments} -machine cap-nested-hv=on -m 2560M -nodefaults -display none \\
    -serial file:{pipe}.log -device virtio-serial-pci -chardev pipe,id=agent,path={pipe} \\
    -device virtserialport,chardev=agent,name=agent -kernel {folder}/kernel -initrd {pipe}.initrd -append "{parameters}"
'''


class InnerAgent(agents.Agent):
    """The agent in the partition, reached by that of the host."""

    def __init__(self, outer):
        self._outer = outer

    def _write(self, line):
        self._outer.run(f"echo '{line}' >{PIPE}.in")

    def _read(self, limit):
        answer = self._outer.run(f'head -n 1 <{PIPE}.out', limit=limit)
        if answer.status != 0 or not answer.stdout:
            console = self._outer.run(f'tail -n 20 {PIPE}.log; systemctl status partition').stdout
            raise agents.GuestLost(f'no word from the partition in {limit} s\n{console}')
        return answer.stdout


class Partition:
    def __init__(self, bare_metal, initrd):
        """initrd: the file that the port has."""
        self._bare_metal = bare_metal
        self._initrd_size = initrd.stat().st_size
        host = dataclasses.replace(bare_metal.host, machine='pseries,cap-nested-hv=on', guest_limit=GUEST_LIMIT)
        self.subject = checks.Subject(host, InnerAgent(bare_metal.agent), None, bare_metal.version)

    def check(self, _):
        """It boots, and the daemon in it says what it says of an emulated host of that kind."""
        mode = self._bare_metal.properties()['RecommendedMode']
        self._start(self._bare_metal.ask('ppc-compatctl -q qemu-args').strip())
        scenarios.wait_for(self.subject, 'in the partition', State='ready', Source='kvm', Platform='kvm',
                           HostMode=mode, CompatModes=scenarios.modes_up_to(mode))

    def _start(self, arguments):
        parameters = ' '.join([*self.subject.host.kernel_parameters(), *machines.WITHOUT_GETTY])
        script = START.format(size=self._initrd_size, pipe=PIPE, qemu=' '.join(qemus.run_from(inside.FOLDER)),
                              arguments=arguments, folder=inside.FOLDER, parameters=parameters)
        with progress.step(f'{self.subject.host.name}: booting the partition'):
            started = self._bare_metal.agent.run(script, limit=START_LIMIT)
            checks.equal('the start', (started.status, started.stderr), (0, ''))
            self.subject.agent.wait_until_ready(BOOT_LIMIT)
            self.subject.agent.run('systemctl is-system-running --wait', limit=SYSTEM_LIMIT)
