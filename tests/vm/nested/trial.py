# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Holds what the daemon says of a host against real guests there: a mode of CompatModes has to boot with the line that
ppc-compatctl prints for it, and with no other; any other mode has to be refused.
"""

import dataclasses
import functools
import time

import checks
import command
import progress
import scenarios
import trial
from nested import chain, guests, hook, traces, virt

LIMIT = 2700
SYSTEM_LIMIT = 180
# Of KernelMask (include/kvm-compat.h).
MASK_BITS = {'power9': 1 << 62, 'power10': 1 << 61, 'power11': 1 << 60}


@dataclasses.dataclass
class Row:
    host: str
    release: str
    mode: str
    mask: str
    tried: str
    offered: bool
    happened: str


class Table:
    """What KVM's mask, the trial and the daemon said, and what happened, in Markdown."""

    HEAD = ['emulated host', 'kernel', 'mode', "KVM's mask", 'trial', 'CompatModes', 'line used as printed',
            'a real guest']

    def __init__(self):
        self._rows = []

    def add(self, row):
        self._rows.append(row)

    def __str__(self):
        lines = [self.HEAD, ['---'] * len(self.HEAD)]
        for row in sorted(self._rows, key=lambda row: row.host):
            lines.append([row.host, row.release, row.mode, row.mask, row.tried, 'yes' if row.offered else 'no',
                          'yes' if row.offered else 'none is printed', row.happened])
        return '\n'.join(f'| {" | ".join(cells)} |' for cells in lines)


def prepared(host):
    """The host where guests are started."""
    return dataclasses.replace(host, limit=LIMIT, inside=True)


def read_arguments(subject, mode, offered):
    """
    What ppc-compatctl prints for the mode; for one that it has to refuse, what it would print. In a mode that a host
    does not offer QEMU may miss DAWR1 before it comes to the mode.
    """
    if offered:
        return subject.ask(f'ppc-compatctl -q qemu-args {mode}').strip()
    result = subject.agent.run(f'ppc-compatctl -q qemu-args {mode}', checks.NOBODY)
    checks.equal(f'ppc-compatctl -q qemu-args {mode}', (result.status, result.stdout), (1, ''))
    recommended = subject.properties()['RecommendedMode']
    return subject.ask('ppc-compatctl -q qemu-args').strip().replace(recommended, mode) + ' -machine cap-dawr1=off'


def agrees(outcome, offered, fallen, trusted):
    """
    Only the device tree of a host falls, since that is all that a test can change there. The emulated processor is
    what it was, and KVM, though it no longer tells the newer modes, may take them as before: it holds a guest's mode
    against the features that the kernel found at boot.
    """
    if offered or trusted:
        return outcome.what == guests.BOOTS
    return outcome.what == guests.REFUSED or (fallen and outcome.what == guests.BOOTS)


def describe(properties, mode, label, release):
    """What was said of the mode, which is all of the row but what happens."""
    in_mask = properties['KernelMask'] & MASK_BITS[mode]
    return Row(label, release, mode, ('yes' if in_mask else 'no') if properties['KernelMask'] else 'none',
               'ran' if mode in properties['TrialModes'] else 'did not run', mode in properties['CompatModes'], '')


def check_mode(mode, fallen, table, subject):
    label = f'{subject.host.name}, fallen to {subject.host.falls_to}' if fallen else subject.host.name
    row = describe(subject.properties(), mode, label, subject.ask('uname -r').strip())
    arguments = read_arguments(subject, mode, row.offered)
    row.happened = 'the host is lost'
    table.add(row)
    with progress.step(f'{label}: a guest in {mode}'):
        outcome = guests.start(subject.agent, arguments, mode, subject.host.guest_limit)
    row.happened = f'{outcome.what}: {outcome.text}'.removesuffix(': ')
    if fallen and not row.offered and outcome.what == guests.BOOTS:
        row.happened += ' all the same: the emulated processor has not fallen'
    trusted = mode in subject.host.trusted
    if trusted:
        row.happened += ' all the same: neither this kernel nor the emulated hypervisor refuses it'
    if not agrees(outcome, row.offered, fallen, trusted):
        raise checks.Wrong(f'{mode} is {"" if row.offered else "not "}in CompatModes, and a guest with {arguments} '
                           f'{outcome.what}: {outcome.text}\n{command.tail(outcome.console)}')


def check_libvirt(table, subject):
    """What is printed for libvirt starts a guest in a domain that has nothing else of it."""
    version = virt.set_up(subject.agent)
    checks.equal('libvirt', version.status, 0)
    properties = subject.properties()
    mode = properties['RecommendedMode']
    row = describe(properties, mode, f'{subject.host.name}, by libvirt', subject.ask('uname -r').strip())
    table.add(row)
    with progress.step(f'{row.host}: a guest in {mode}'):
        outcome = virt.start(subject.agent, subject.ask('ppc-compatctl -q libvirt-xml'), mode)
    row.happened = f'{outcome.what}: {outcome.text}'.removesuffix(': ')
    if outcome.what != guests.BOOTS:
        raise checks.Wrong(f'{outcome.what}: {outcome.text}\n{command.tail(outcome.console)}\n{version.stdout}')


def check_options(subject):
    """QEMU wants each of them: it refuses the printed line without it, and says why."""
    arguments = subject.ask('ppc-compatctl -q qemu-args').strip()
    needless = []
    for option in guests.options_of(arguments):
        with progress.step(f'{subject.host.name}: no guest without {option}'):
            if not guests.start_without(subject.agent, arguments, option):
                needless.append(option)
    checks.equal('what QEMU starts without', needless, [])


def check_fall(subject):
    """The daemon's last word on the lower mode is also KVM's."""
    mode = subject.host.falls_to
    scenarios.set_cpu_version(subject, guests.LOGICAL_PVR[mode][-1])
    time.sleep(scenarios.LOOK_SECONDS)
    scenarios.wait_for(subject, 'after the fall', State='ready', HostMode=mode, Source='kvm',
                       CompatModes=scenarios.modes_up_to(mode))
    # Read anew: those above are read one after the other, and the refresh may have come in between.
    after = subject.properties()
    checks.equal('KernelMask', after['KernelMask'], after['CompatMask'])


def check_all(table, machine, stage, report):
    """Returns the daemon's journal where something is wrong."""
    host, agent = machine.host, machine.agent
    subject = checks.Subject(host, agent, machine.qmp, stage.version)
    agent.run('systemctl is-system-running --wait', limit=SYSTEM_LIMIT)

    def try_modes(prefix, fallen, place=subject):
        for mode in checks.MODES:
            check = functools.partial(check_mode, mode, fallen, table)
            trial.run_check(place, f'{prefix}a guest in {mode}', check, report)

    if host.chain:
        partition = chain.Partition(subject, stage.parts_of(host)[2])
        trial.run_check(subject, 'a partition boots, and is told its modes', partition.check, report)
        try_modes('in the partition: ', False, partition.subject)
        return trial.read_journal(machine) if report.count('failed', host.name) else ''
    try_modes('', False)
    trial.run_check(subject, 'each option of the line is needed', check_options, report)
    if host.many_questions:
        trial.run_check(subject, f'{traces.MANY} questions leave nothing behind', traces.check, report)
    if host.libvirt:
        trial.run_check(subject, 'a guest by libvirt', functools.partial(check_libvirt, table), report)
        for name, check in hook.checks_for(host):
            trial.run_check(subject, name, check, report)
    if host.falls_to:
        trial.run_check(subject, f'falls to {host.falls_to} without an event', check_fall, report)
        try_modes('after the fall: ', True)
    return trial.read_journal(machine) if report.count('failed', host.name) else ''
