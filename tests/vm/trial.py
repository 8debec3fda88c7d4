# SPDX-License-Identifier: LGPL-2.1-or-later
"""One host's trial: it boots, is checked, and is ended."""

import time

import agent as agents
import checks
import command
import machine as machines
import progress
import qmp
import scenarios

BOOT_LIMIT = 240
JOURNAL = f'journalctl --quiet -b -o short-monotonic -u {checks.UNIT} | tail -n 60'


def run_check(subject, name, check, report):
    start = time.monotonic()
    outcome, text = 'passed', ''
    try:
        check(subject)
    except checks.Wrong as wrong:
        outcome, text = 'failed', str(wrong)
    except (ValueError, KeyError, TypeError) as error:
        outcome, text = 'failed', f'the guest answered something else altogether: {error!r}'
    report.add(subject.host.name, name, time.monotonic() - start, outcome, text)


def boot(machine, stage, report):
    start = time.monotonic()
    expected = stage.kernels[machine.host.kernel].release
    with progress.step(f'{machine.host.name}: booting Linux {expected}'):
        release = machine.agent.wait_until_ready(BOOT_LIMIT)
    report.add(machine.host.name, 'boots', time.monotonic() - start, 'passed' if release == expected else 'failed',
               f'Linux {release}')


def show_evidence(machine, journal):
    name = machine.host.name
    progress.say(f'{name}: the end of the console:\n{command.tail(machine.console())}')
    if journal:
        progress.say(f'{name}: the journal of {checks.UNIT}:\n{journal}')


def read_journal(machine):
    return machine.agent.run(JOURNAL).stdout


def check_all(machine, stage, report):
    """Returns the daemon's journal where something is wrong."""
    subject = checks.Subject(machine.host, machine.agent, machine.qmp, stage.version)
    with progress.step(f'{machine.host.name}: checking'):
        for name, check in [*checks.CHECKS, *scenarios.SCENARIOS.get(machine.host.scenario, [])]:
            run_check(subject, name, check, report)
    return read_journal(machine) if report.count('failed', machine.host.name) else ''


def run(host, stage, log, running, report, check=check_all):
    """
    running: the machines at work, for who may have to end them. check(machine, stage, report) returns the daemon's
    journal where something is wrong.
    """
    start = time.monotonic()
    machine = machines.Machine(stage.qemu, host, stage.kernels[host.kernel], stage.initrds[host.kernel], log)
    running.add(machine)
    journal = ''
    try:
        with machine.ended():
            boot(machine, stage, report)
            journal = check(machine, stage, report)
    except (agents.GuestLost, qmp.QmpFailed) as lost:
        reason = f'{lost}: its limit is {host.limit} s' if machine.reached_limit() else str(lost)
        report.add(host.name, 'lasts until the end', time.monotonic() - start, 'failed', reason)
    running.discard(machine)
    if report.count('failed', host.name):
        show_evidence(machine, journal)
    progress.say(f'{host.name}: {report.summary(host.name)} in {time.monotonic() - start:.1f} s')
