# SPDX-License-Identifier: LGPL-2.1-or-later
"""
What is checked on every host, in this order. Each check is a function of the Subject, and raises Wrong. The first
ones only look; the last ones change the service's state.
"""

import functools
import json
import time
import xml.etree.ElementTree as ElementTree

import contract
import host as hosts
import project

NAME = 'org.ppc.Compat1'
OBJECT = f'{NAME} /org/ppc/Compat1 {NAME}'
UNIT = 'ppc-compatd.service'
PROPERTIES = list(contract.property_types())
HEX_DIGITS = {'CompatMask': 16, 'KernelMask': 16, 'HostLogicalPVR': 8, 'ProcessorPVR': 8}
MODES = ['power11', 'power10', 'power9']
NOBODY = 'nobody'
# Longer than any delay of the daemon between an event and its question to KVM.
QUIET_SECONDS = 4
QUIET_LIMIT = 60


class Wrong(Exception):
    """The guest is not as it should be. The text is for the user."""


def equal(what, found, expected):
    if isinstance(found, dict) and isinstance(expected, dict):
        for name in {**found, **expected}:
            equal(f'{name} of {what}', found.get(name), expected.get(name))
    elif found != expected:
        raise Wrong(f'{what} is {found!r}, not {expected!r}')


class Subject:
    """A host that is up, and what has to be true of it."""

    def __init__(self, host, agent, qmp, version):
        self.host = host
        self.agent = agent
        self.qmp = qmp
        self.version = version

    def ask(self, script, user=NOBODY):
        """Runs what has to succeed, without a word on standard error; its standard output."""
        result = self.agent.run(script, user)
        if result.status != 0 or result.stderr:
            raise Wrong(f'exit status {result.status} as {user}: {script}\n{result.stdout}{result.stderr}'.rstrip())
        return result.stdout

    def refused(self, script, user=NOBODY):
        """Runs what has to fail; its standard error."""
        result = self.agent.run(script, user)
        if result.status == 0:
            raise Wrong(f'not refused as {user}: {script}\n{result.stdout}'.rstrip())
        return result.stderr

    def call(self, method, user=NOBODY):
        """The one value that a method of the daemon answers."""
        return json.loads(self.ask(f'busctl --json=short call {OBJECT} {method}', user))['data'][0]

    def properties(self):
        """All properties, as an unprivileged user gets them now."""
        lines = self.ask(f'busctl --json=short get-property {OBJECT} {" ".join(PROPERTIES)}').splitlines()
        return {name: json.loads(line)['data'] for name, line in zip(PROPERTIES, lines, strict=True)}

    @functools.cached_property
    def first(self):
        """The properties as the first check that asks for them finds them."""
        return self.properties()

    def unit(self, *properties):
        text = self.ask(f'systemctl show -p {",".join(properties)} {UNIT}', 'root')
        return dict(line.split('=', 1) for line in text.splitlines())


def described(properties):
    """Values as Describe() writes them."""
    return {name: f'0x{value:0{HEX_DIGITS[name]}x}' if name in HEX_DIGITS else value
            for name, value in properties.items()}


def check_system_is_up(subject):
    script = 'systemctl is-system-running --wait; systemctl --failed --plain --no-legend'
    equal('the system', subject.agent.run(script, limit=180).stdout.strip(), 'running')


def check_pages(subject):
    equal('the size of pages', f'{int(subject.ask("getconf PAGESIZE")) // 1024} KiB', subject.host.pages)


def check_service_runs(subject):
    unit = subject.unit('ActiveState', 'SubState', 'NRestarts', 'UnitFileState', 'Result')
    equal('the unit', unit, {'ActiveState': 'active', 'SubState': 'running', 'NRestarts': '0',
                             'UnitFileState': 'enabled', 'Result': 'success'})


def check_service_is_unprivileged(subject):
    status = dict(line.split(':', 1) for line in subject.ask(
        f'cat /proc/$(systemctl show -P MainPID {UNIT})/status', 'root').splitlines())
    uid = subject.ask('id -u ppc-compatd').strip()
    equal('the user', status['Uid'].split(), [uid] * 4)
    for capabilities in 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb':
        equal(capabilities, int(status[capabilities], 16), 0)


def check_property(name, subject):
    equal(name, subject.first[name], subject.host.expect[name])


def uptime_usec(subject):
    return float(subject.ask('cat /proc/uptime').split()[0]) * 1e6


def wait_until_quiet(subject):
    """Until KVM's answer is QUIET_SECONDS old."""
    deadline = time.monotonic() + QUIET_LIMIT
    while uptime_usec(subject) - subject.properties()['LastQueryTimestampMonotonic'] < QUIET_SECONDS * 1e6:
        if time.monotonic() > deadline:
            raise Wrong(f'KVM is asked again and again: {subject.properties()["QueryCount"]} times so far')


def check_kvm_is_left_alone(subject):
    """The daemon's own question leads to no other, nor do the events of what came before it."""
    wait_until_quiet(subject)
    equal('QueryCount', subject.first['QueryCount'], 1)
    equal('LastTrigger', subject.first['LastTrigger'], 'boot')
    equal('Generation', subject.first['Generation'], 1)


def check_times(subject):
    now = uptime_usec(subject)
    for name in 'LastChangeTimestamp', 'LastQueryTimestamp':
        if not 0 < subject.first[f'{name}Monotonic'] < now:
            raise Wrong(f'{name}Monotonic is {subject.first[f"{name}Monotonic"]}, the time is {now:.0f}')
        if subject.first[name] <= subject.first[f'{name}Monotonic']:
            raise Wrong(f'{name} is {subject.first[name]}')


def check_version(subject):
    equal('Version', subject.first['Version'], subject.version)


def check_describe(subject):
    found = json.loads(subject.call('Describe'))
    equal('the order', list(found), PROPERTIES)
    equal('Describe()', found, described(subject.properties()))


def check_supports(subject):
    for mode in MODES:
        equal(f'Supports({mode})', subject.call(f'Supports s {mode}'), mode in subject.host.expect['CompatModes'])
    error = subject.refused(f'busctl call {OBJECT} Supports s power12')
    for mode in MODES:
        if mode not in error:
            raise Wrong(f'the error does not name {mode}: {error}')


def members(xml):
    """The contract that an introspection document tells, without its texts."""
    interface = ElementTree.fromstring(xml).find(f"interface[@name='{NAME}']")
    return sorted((member.tag, member.get('name'), member.get('type') or
                   [(argument.get('type'), argument.get('direction')) for argument in member.iter('arg')])
                  for member in interface if member.tag in ('property', 'method', 'signal'))


def check_introspection(subject):
    contract = (project.SOURCE / 'dbus' / f'{NAME}.xml').read_text(encoding='utf-8')
    found = subject.ask(f'busctl introspect --xml-interface {NAME} /org/ppc/Compat1')
    equal('the interface', members(found), members(contract))


def check_client(subject):
    screen = subject.ask('ppc-compatctl status')
    for word in subject.host.expect['HostMode'], subject.host.expect['Reason'], *subject.host.expect['CompatModes']:
        if word.lower() not in screen.lower():
            raise Wrong(f'{word} is not on the screen:\n{screen}')


def check_once(subject, script='ppc-compatd --once'):
    found = json.loads(subject.ask(script, 'root'))
    equal('the order', list(found), PROPERTIES)
    equal('the answer', {name: found[name] for name in hosts.EXPECTED}, described(subject.host.expect))
    equal('Version', found['Version'], subject.version)


def check_once_without_procfs(subject):
    check_once(subject, 'unshare --mount sh -euc "mount -t tmpfs none /proc; test ! -e /proc/1; ppc-compatd --once"')


def check_refresh_is_for_root(subject):
    error = subject.refused(f'busctl call {OBJECT} Refresh s client')
    if 'Access denied' not in error and 'Only root' not in error:
        raise Wrong(f'refused for another reason: {error}')
    equal('QueryCount', subject.properties()['QueryCount'], subject.first['QueryCount'])


def check_refresh(subject):
    equal('the generation', subject.call('Refresh s client', 'root'), subject.first['Generation'])
    after = subject.properties()
    equal('QueryCount', after['QueryCount'], subject.first['QueryCount'] + 1)
    varying = 'QueryCount', 'LastQueryTimestamp', 'LastQueryTimestampMonotonic'
    equal('the rest', {name: after[name] for name in after if name not in varying},
          {name: subject.first[name] for name in after if name not in varying})


def check_stop(subject):
    subject.ask(f'systemctl stop {UNIT}', 'root')
    equal('the unit', subject.unit('ActiveState', 'Result', 'ExecMainStatus'),
          {'ActiveState': 'inactive', 'Result': 'success', 'ExecMainStatus': '0'})


def check_activation(subject):
    """By the first who asks, as an unprivileged user."""
    found = subject.properties()
    equal('the answer', {name: found[name] for name in hosts.EXPECTED}, subject.host.expect)
    equal('ActiveState', subject.unit('ActiveState')['ActiveState'], 'active')


def check_journal(subject):
    equal('the journal', subject.ask(f'journalctl --quiet -b -p warning -o cat -u {UNIT}', 'root'), '')
    entries = subject.ask('journalctl --quiet -b -o cat _COMM=ppc-compatd', 'root')
    if not entries:
        raise Wrong('nothing from the daemon in the journal')


def check_catalog(subject):
    """What journalctl -x says beside the daemon's record tells what to do, and names the modes that it is about."""
    subject.ask('journalctl --update-catalog', 'root')
    text = subject.ask(f'journalctl --quiet -b -x -u {UNIT}', 'root')
    for words in 'Defined-By: ppc-compatd', ' '.join(subject.host.expect['CompatModes']) or 'none':
        if words not in text:
            raise Wrong(f'no {words} in the journal with its catalog:\n{text}')


def check_kernel_log(subject):
    """No denial by seccomp or AppArmor, no crash."""
    denials = r'type=1326|apparmor="?DENIED|segfault|ppc-compatd.*(signal|trap)|Oops|BUG:|WARNING:'
    equal('the kernel log', subject.ask(f"journalctl --quiet -b -k -o cat | grep -E '{denials}' || true", 'root'), '')


CHECKS = [
    ('the system is up', check_system_is_up),
    ('the size of pages', check_pages),
    ('the service runs', check_service_runs),
    ('the service is unprivileged', check_service_is_unprivileged),
    ('KVM is left alone', check_kvm_is_left_alone),
    *((f'property {name}', functools.partial(check_property, name)) for name in hosts.EXPECTED),
    ('the times', check_times),
    ('property Version', check_version),
    ('Describe', check_describe),
    ('Supports', check_supports),
    ('introspection', check_introspection),
    ('ppc-compatctl status', check_client),
    ('--once', check_once),
    ('--once without procfs', check_once_without_procfs),
    ('Refresh is for root', check_refresh_is_for_root),
    ('Refresh', check_refresh),
    ('stop', check_stop),
    ('activation by name', check_activation),
    ('the journal', check_journal),
    ('the catalog', check_catalog),
    ('the kernel log', check_kernel_log),
]
