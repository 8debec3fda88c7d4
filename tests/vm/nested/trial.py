# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Holds what the daemon says of a host against real guests there: a mode of CompatModes has to boot, with what
ppc-compatctl prints for it, and any other mode has to be refused.
"""

import dataclasses
import functools
import time

import agent as agents
import checks
import command
import progress
import scenarios
import trial
from nested import guests

LIMIT = 1500
SYSTEM_LIMIT = 180


@dataclasses.dataclass
class Row:
    host: str
    mode: str
    offered: bool
    happened: str


class Table:
    """What was said and what happened, in Markdown."""

    def __init__(self):
        self._rows = []

    def add(self, row):
        self._rows.append(row)

    def __str__(self):
        lines = ['| emulated host | mode | CompatModes | a real guest |', '|---|---|---|---|']
        for row in sorted(self._rows, key=lambda row: row.host):
            said = 'yes' if row.offered else 'no'
            lines.append(f'| {row.host} | {row.mode} | {said} | {row.happened} |')
        return '\n'.join(lines)


def prepared(host):
    return dataclasses.replace(host, limit=LIMIT)


def read_arguments(subject, mode, offered):
    """What ppc-compatctl prints for the mode; for one that it has to refuse, what it would print."""
    if offered:
        return subject.ask(f'ppc-compatctl qemu-args {mode}').strip()
    result = subject.agent.run(f'ppc-compatctl qemu-args {mode}', checks.NOBODY)
    checks.equal(f'ppc-compatctl qemu-args {mode}', (result.status, result.stdout), (1, ''))
    recommended = subject.properties()['RecommendedMode']
    return subject.ask('ppc-compatctl qemu-args').strip().replace(recommended, mode)


def agrees(outcome, offered, fallen):
    """
    Only the device tree of a host falls, since that is all that a test can change there. The emulated processor is
    what it was, and KVM, though it no longer tells the newer modes, may take them as before: it holds a guest's mode
    against the features that the kernel found at boot.
    """
    if offered:
        return outcome.what == guests.BOOTS
    return outcome.what == guests.REFUSED or (fallen and outcome.what == guests.BOOTS)


def check_mode(mode, fallen, table, subject):
    label = f'{subject.host.name}, fallen to {subject.host.falls_to}' if fallen else subject.host.name
    offered = mode in subject.properties()['CompatModes']
    arguments = read_arguments(subject, mode, offered)
    try:
        with progress.step(f'{label}: a guest in {mode}'):
            outcome = guests.start(subject.agent, arguments, mode)
    except agents.GuestLost:
        table.add(Row(label, mode, offered, 'the host is lost'))
        raise
    happened = f'{outcome.what}: {outcome.text}'.removesuffix(': ')
    if fallen and not offered and outcome.what == guests.BOOTS:
        happened += ' all the same: the emulated processor has not fallen'
    table.add(Row(label, mode, offered, happened))
    if not agrees(outcome, offered, fallen):
        raise checks.Wrong(f'{mode} is {"" if offered else "not "}in CompatModes, and a guest with {arguments} '
                           f'{outcome.what}: {outcome.text}\n{command.tail(outcome.console)}')


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

    def try_modes(prefix, fallen):
        for mode in checks.MODES:
            check = functools.partial(check_mode, mode, fallen, table)
            trial.run_check(subject, f'{prefix}a guest in {mode}', check, report)

    try_modes('', False)
    if host.falls_to:
        trial.run_check(subject, f'falls to {host.falls_to} without an event', check_fall, report)
        try_modes('after the fall: ', True)
    return trial.read_journal(machine) if report.count('failed', host.name) else ''
