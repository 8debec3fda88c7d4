# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Holds what ppc-compatctl says of guests of all kinds (kinds.toml) against what the real libvirt and QEMU make of them.
"""

import functools
import json
import pathlib
import re
import shlex
import tomllib

import checks
import command
import progress
import trial
from nested import guests, virt

KINDS = tomllib.loads((pathlib.Path(__file__).resolve().parent / 'kinds.toml').read_text(encoding='utf-8'))
# What is around the words that tell why.
AROUND = re.compile(r'^.*(?:error: |qemu-system-ppc64: |loader: )(?:internal error: )?')
# What fits into the arguments of a program.
CONSOLE_MAX = 50_000


class Table:
    """What was said and what happened, in Markdown."""

    def __init__(self):
        self._rows = []

    def add(self, *cells):
        self._rows.append(cells)

    def __str__(self):
        head = ['emulated host', 'by', 'guest', 'said', 'happened', 'after --fix', 'known to explain']
        cells = [head, ['---'] * len(head), *sorted(self._rows, key=lambda row: row[:2])]
        return '\n'.join(f'| {" | ".join(row)} |' for row in cells)


class Printed:
    """What ppc-compatctl prints on a host, to be put into the kinds."""

    def __init__(self, subject):
        self._words = {
            '@OPTIONS@': ','.join(re.findall(r'cap-[^, ]+', subject.ask('ppc-compatctl -q qemu-args'))),
            '@FEATURES@': re.search('<features>.*</features>', subject.ask('ppc-compatctl -q libvirt-xml'), re.DOTALL)[0],
            '@MODE@': subject.properties()['RecommendedMode'],
        }

    def fill(self, text):
        for name, words in self._words.items():
            text = text.replace(name, words)
        return text


def verdict_on(subject, guest):
    result = subject.agent.run(f'printf %s {shlex.quote(guest)} | ppc-compatctl guest --json=short -', checks.NOBODY)
    try:
        return json.loads(result.stdout)[0]
    except (ValueError, IndexError):
        raise checks.Wrong(f'ppc-compatctl guest says {result.stdout}{result.stderr} to {guest}') from None


def reason_of(console):
    """The last line that tells of an error, without what is around its words."""
    told = [line for line in console.splitlines() if AROUND.match(line)]
    return AROUND.sub('', told[-1]).strip() if told else command.tail(console, 1)


def what_happened(status, console):
    """A word that fits(), and the same for people."""
    outcome = guests.judge(status, console, None)
    said = guests.said_by_guest(console)
    if 'end' in said:
        modes = ' and '.join(sorted(guests.modes_of_guest(said)))
        return modes, f'runs in {modes}'
    if outcome.what == guests.DIES or said:
        return guests.DIES, f'{guests.DIES}: {outcome.text}'
    if status == 124:
        return guests.DIES, f'does not come to its end in {guests.LIMIT} s'
    return guests.REFUSED, f'{guests.REFUSED}: {reason_of(console)}'


def fits(verdict, happened):
    """Whether what was said has happened."""
    if verdict['verdict'] == 'yes':
        return happened == verdict['mode']
    if verdict['verdict'] == 'not-safe':
        return happened != guests.REFUSED
    return verdict['verdict'] == 'unknown' or happened in (guests.REFUSED, guests.DIES)


def explanation_of(subject, console):
    """The messages of a console that ppc-compatctl knows; empty where it knows none."""
    text = shlex.quote(console[-CONSOLE_MAX:])
    result = subject.agent.run(f'printf %s {text} | ppc-compatctl explain -', checks.NOBODY)
    return re.findall(r'^ *Error: (.*)$', result.stdout, re.MULTILINE)


def mend(subject, given):
    """Whether a domain runs as is said of what --fix makes of it, and what it does in words."""
    fixed = subject.agent.run(f'printf %s {shlex.quote(given)} | ppc-compatctl guest --fix -', checks.NOBODY).stdout
    verdict = verdict_on(subject, fixed)
    with progress.step(f'{subject.host.name}: the same with --fix'):
        happened, words = what_happened(*virt.run_domain(subject.agent, fixed))
    return verdict['verdict'] == 'yes' and fits(verdict, happened), words


def judge_one(by, kind, printed, start, table, subject):
    text = printed.fill(KINDS[by][kind])
    given = f'qemu-system-ppc64 {text}' if by == 'qemu' else virt.domain(text)
    verdict = verdict_on(subject, given)
    with progress.step(f'{subject.host.name}: {by}, {kind}'):
        status, console = start(subject.agent, text)
    happened, words = what_happened(status, console)
    said = ', '.join(word for word in (verdict['verdict'], verdict['mode'], verdict['reason']) if word)
    known = [] if happened in guests.LOGICAL_PVR else explanation_of(subject, console)
    mended, fixed = mend(subject, given) if by == 'libvirt' and verdict['change'] else (True, '')
    table.add(subject.host.name, by, kind, said, words.replace('|', '\\|'), fixed, '; '.join(known))
    if not fits(verdict, happened):
        raise checks.Wrong(f'said: {said}; it {words}\n{given}\n{command.tail(console)}')
    if happened not in guests.LOGICAL_PVR and not known:
        raise checks.Wrong(f'ppc-compatctl explain knows nothing in\n{command.tail(console)}')
    if not mended:
        raise checks.Wrong(f'with --fix it {fixed}\n{given}')


def check_all(table, machine, stage, report):
    """Returns the daemon's journal where something is wrong."""
    subject = checks.Subject(machine.host, machine.agent, machine.qmp, stage.version)
    subject.agent.run('systemctl is-system-running --wait', limit=guests.LIMIT)
    trial.run_check(subject, 'libvirt starts', lambda subject: checks.equal(
        'virsh version', virt.set_up(subject.agent).status, 0), report)
    printed = Printed(subject)
    for by, start in ('qemu', guests.run_qemu), ('libvirt', virt.run):
        for kind in KINDS[by]:
            check = functools.partial(judge_one, by, kind, printed, start, table)
            trial.run_check(subject, f'{by}: {kind}', check, report)
    return trial.read_journal(machine) if report.count('failed', machine.host.name) else ''
