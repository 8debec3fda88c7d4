# SPDX-License-Identifier: LGPL-2.1-or-later
"""One host's trial: it boots, is checked, and is ended."""

import contextlib
import time

import agent as agents
import answers
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
    _, kernel, _ = stage.parts_of(machine.host)
    with progress.step(f'{machine.host.name}: booting Linux {kernel.release}'):
        release = machine.agent.wait_until_ready(BOOT_LIMIT)
    report.add(machine.host.name, 'boots', time.monotonic() - start, 'passed' if release == kernel.release else 'failed',
               f'Linux {release}')


def show_evidence(machine, journal):
    name = machine.host.name
    progress.say(f'{name}: the end of the console:\n{command.tail(machine.console())}')
    if journal:
        progress.say(f'{name}: the journal of {checks.UNIT}:\n{journal}')


def read_journal(machine):
    return machine.agent.run(JOURNAL).stdout


def check_all(said, machine, stage, report):
    """Returns the daemon's journal where something is wrong. said: the answers of all hosts, which this one joins."""
    qemu, kernel, _ = stage.parts_of(machine.host)
    subject = checks.Subject(machine.host, machine.agent, machine.qmp, stage.version)
    with progress.step(f'{machine.host.name}: checking'):
        for name, check in [*checks.CHECKS, *scenarios.SCENARIOS.get(machine.host.scenario, [])]:
            run_check(subject, name, check, report)
    with contextlib.suppress(checks.Wrong):
        said.add(machine.host, kernel.release, qemu.version, answers.in_words(subject.first))
    return read_journal(machine) if report.count('failed', machine.host.name) else ''


def run(host, stage, log, running, report, check):
    """
    running: the machines at work, for who may have to end them. check(machine, stage, report) returns the daemon's
    journal where something is wrong.
    """
    start = time.monotonic()
    machine = machines.Machine(host, *stage.parts_of(host), log)
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
