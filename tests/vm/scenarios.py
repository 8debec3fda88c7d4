# SPDX-License-Identifier: LGPL-2.1-or-later
"""
What happens to a host after boot, and what the daemon has to say then. A host's file names those that it goes through
once all of checks.py is done; each begins and ends with the host as it booted.
"""

import contextlib
import functools
import json
import os
import time

import checks
from checks import OBJECT, UNIT, Wrong, equal

LIMIT = 60
# A read looks at the device tree again when the last look is older than a second.
LOOK_SECONDS = 1.2
EXPORTED = {
    'prometheus': '/var/lib/prometheus/node-exporter/ppc-compat.prom',
    'nfd': '/etc/kubernetes/node-feature-discovery/features.d/ppc-compat',
    'nova': '/etc/nova/provider_config/ppc-compat.yaml',
}
SLOW_RULE = '/run/udev/rules.d/50-slow.rules'
HOOK = '/etc/drmgr.d/pmig/50-ppc-compatd'
RECORD = '/run/recorded'

# As a live migration does it, but without its event. The first two CPUs are set: a core that QEMU adds has no
# phandle, by which its node could be named. The value's last byte comes in $1.
SET_CPU_VERSION = r'''
for node in /proc/device-tree/cpus/*@[01]; do
    phandle=$(od -An -tu4 --endian=big "$node/phandle" | tr -d ' ')
    printf 'update_property %d cpu-version 4 \017\000\000\00'"$1" "$phandle" >/proc/powerpc/ofdt
done
'''


def wait_for(subject, what, **expected):
    """Waits until an unprivileged reader gets these properties."""
    deadline = time.monotonic() + LIMIT
    while True:
        found = subject.properties()
        if all(found[name] == value for name, value in expected.items()):
            return found
        if time.monotonic() > deadline:
            raise Wrong(f'{what}: still {({name: found[name] for name in expected})}, not {expected}')


def set_cpu_version(subject, last_byte):
    subject.ask(f'set -- {last_byte}\n{SET_CPU_VERSION}', 'root')


class Recorder:
    """Hears the daemon's signals as a pure subscriber does: it never reads."""

    def __init__(self, subject):
        self._subject = subject

    def signals(self, member):
        lines = self._subject.ask(f'cat {RECORD}', 'root').splitlines()
        messages = [json.loads(line) for line in lines if line.startswith('{')]
        return [message['payload']['data'] for message in messages if message['member'] == member]

    def wait_for_changes(self, count):
        deadline = time.monotonic() + LIMIT
        while len(self.signals('CompatChanged')) < count:
            if time.monotonic() > deadline:
                raise Wrong(f'{len(self.signals("CompatChanged"))} CompatChanged, not {count}')
        return self.signals('CompatChanged')


@contextlib.contextmanager
def recording(subject):
    subject.ask('systemd-run --quiet --unit=recorder --property=StandardOutput=truncate:' + RECORD +
                f' --property=StandardError=truncate:{RECORD}.log busctl --json=short monitor '
                "--match=\"type='signal',sender='org.ppc.Compat1',path='/org/ppc/Compat1'\"", 'root')
    subject.ask(f'until grep -q Monitoring {RECORD}.log; do sleep 0.1; done', 'root')
    try:
        yield Recorder(subject)
    finally:
        subject.ask('systemctl stop recorder', 'root')


def run_hook(subject):
    """As drmgr runs it. Milliseconds that it took."""
    script = (f'begin=$(date +%s%N); env -i DRC_TYPE=pmig PHASE=post ACTION= DRC_COUNT=0 {HOOK} </dev/null; '
              'echo $(( ($(date +%s%N) - begin) / 1000000 ))')
    return int(subject.ask(script, 'root'))


def modes_up_to(mode):
    return checks.MODES[checks.MODES.index(mode):]


def check_lower_mode(subject, mode, last_byte, settled):
    """The mode of the host falls without an event; settled is what State and Reason end at."""
    before = subject.properties()
    with recording(subject) as recorder:
        set_cpu_version(subject, last_byte)
        time.sleep(LOOK_SECONDS)
        read = json.loads(subject.ask(f'busctl --json=short get-property {OBJECT} CompatModes'))
        equal('the next read', read['data'], modes_up_to(mode))
        after = wait_for(subject, 'after a refresh', State=settled[0], Reason=settled[1], HostMode=mode,
                         QueryCount=before['QueryCount'] + 1)
        equal('the signals', [change[:2] + change[3:] for change in recorder.wait_for_changes(1)],
              [[before['CompatModes'], modes_up_to(mode), 'recheck']])
    equal('CompatModes', after['CompatModes'], modes_up_to(mode))
    if after['Generation'] <= before['Generation']:
        raise Wrong(f'the generation went from {before["Generation"]} to {after["Generation"]}')


def check_hook(subject, mode, last_byte):
    """The mode rises again, and nobody but a pure subscriber is there."""
    before = subject.properties()
    with recording(subject) as recorder:
        set_cpu_version(subject, last_byte)
        took = run_hook(subject)
        equal('the signals', [change[:2] + change[3:] for change in recorder.wait_for_changes(1)],
              [[before['CompatModes'], modes_up_to(mode), 'migration']])
    if took >= 1000:
        raise Wrong(f'the hook took {took} ms')
    wait_for(subject, 'after the hook', State='ready', HostMode=mode, LastTrigger='migration')


def check_hook_without_daemon(subject):
    subject.ask(f'systemctl stop {UNIT}', 'root')
    run_hook(subject)
    # Until its process is gone the hook could still start the daemon.
    subject.ask('while pidof busctl; do sleep 0.1; done', 'root')
    equal('ActiveState', subject.unit('ActiveState')['ActiveState'], 'inactive')
    subject.ask(f'systemctl start {UNIT}', 'root')


def check_hook_in_other_phases(subject):
    before = subject.properties()
    for phase in 'check', 'undocheck', 'pre':
        subject.ask(f'env -i DRC_TYPE=pmig PHASE={phase} {HOOK} </dev/null; ! pidof busctl', 'root')
    equal('QueryCount', subject.properties()['QueryCount'], before['QueryCount'])


def wait_for_cpus(subject, online):
    subject.ask(f'until [ "$(cat /sys/devices/system/cpu/online)" = {online} ]; do sleep 0.1; done', 'root')


def check_core_added(subject):
    before = subject.properties()
    subject.qmp.command('device_add', driver=f'{subject.host.core}-spapr-cpu-core', id='added', **{'core-id': 2})
    wait_for_cpus(subject, '0-2')
    after = wait_for(subject, 'after the core came', QueryCount=before['QueryCount'] + 1, State='ready')
    equal('Generation', after['Generation'], before['Generation'])


def check_mixed_cores(subject):
    """Those that were there fall to POWER9, the added one stays."""
    before = subject.properties()
    set_cpu_version(subject, 5)
    wait_for(subject, 'mixed', State='degraded', Reason='mixed-cpu-versions', HostMode='power9',
             CompatModes=['power9'])
    set_cpu_version(subject, 6)
    wait_for(subject, 'alike again', State='ready', CompatModes=before['CompatModes'])


def check_core_removed(subject):
    before = subject.properties()
    with recording(subject) as recorder:
        subject.qmp.command('device_del', id='added')
        wait_for_cpus(subject, '0-1')
        wait_for(subject, 'after the core went', State='ready', CompatModes=before['CompatModes'])
        equal('the signals', recorder.signals('CompatChanged'), [])


def check_module_unloaded(subject):
    before = subject.properties()
    with recording(subject) as recorder:
        subject.ask('modprobe -r kvm-hv && modprobe kvm', 'root')
        wait_for(subject, 'without kvm-hv', State='unavailable', Reason='no-kvm-hv', CompatModes=[])
        subject.ask('modprobe kvm-hv', 'root')
        wait_for(subject, 'with kvm-hv again', State='ready', CompatModes=before['CompatModes'], LastTrigger='kvm')
        subject.ask('modprobe -r kvm-hv; modprobe -r kvm; true', 'root')
        wait_for(subject, 'without kvm', State='unavailable', Reason='no-kvm', CompatModes=[])
        subject.ask('modprobe kvm-hv', 'root')
        wait_for(subject, 'with kvm again', State='ready', CompatModes=before['CompatModes'])
        equal('the signals', [change[:2] for change in recorder.wait_for_changes(4)],
              [[before['CompatModes'], []], [[], before['CompatModes']]] * 2)


def memory(subject):
    """Kilobytes that are the daemon's own."""
    script = f'grep RssAnon /proc/$(systemctl show -P MainPID {UNIT})/status'
    return int(subject.ask(script, 'root').split()[1])


def check_noise(subject):
    """VMs of others, and events that mean nothing: no question to KVM, no more memory."""
    before, used = subject.properties(), memory(subject)
    subject.ask('for i in $(seq 50); do ppc-compatd --once >/dev/null; done', 'root')
    subject.agent.run('for i in $(seq 10000); do echo change; done >/sys/class/mem/null/uevent; udevadm settle',
                      'root', 600)
    after = subject.properties()
    equal('QueryCount', after['QueryCount'], before['QueryCount'])
    if memory(subject) > used + 64:
        raise Wrong(f'{used} kB before, {memory(subject)} kB after')


def check_idle(subject):
    """Wake-ups are counted by the kernel; that of the watchdog is allowed."""
    script = (f'pid=$(systemctl show -P MainPID {UNIT}); '
              'count() { sed -n "s/^voluntary_ctxt_switches:\\t//p" /proc/$pid/status; }; '
              'begin=$(count); sleep 60; echo $(($(count) - begin))')
    wakeups = int(subject.agent.run(script, 'root', 120).stdout)
    if wakeups > 1:
        raise Wrong(f'{wakeups} wake-ups in 60 s')


def check_killed(subject):
    """systemd starts it again, and it says what it said."""
    before = subject.properties()
    subject.ask(f'systemctl kill --signal=KILL {UNIT}\n'
                f'until [ "$(systemctl show -P NRestarts {UNIT})" = 1 ]; do sleep 0.2; done\n'
                f'until systemctl --quiet is-active {UNIT}; do sleep 0.2; done', 'root')
    after = subject.properties()
    varying = 'QueryCount', 'LastQueryTimestamp', 'LastQueryTimestampMonotonic'
    equal('the answer', {name: after[name] for name in after if name not in varying},
          {name: before[name] for name in before if name not in varying})


def check_own_events(subject):
    """The daemon's question has KVM's modules loaded, and udev is slow: their events lead to no other question."""
    subject.ask(f'systemctl stop {UNIT}; modprobe -r kvm-hv; modprobe -r kvm; udevadm settle\n'
                f'mkdir -p {os.path.dirname(SLOW_RULE)}\n'
                f"echo 'SUBSYSTEM==\"module\", KERNEL==\"kvm_hv\", PROGRAM=\"/bin/sleep 10\"' >{SLOW_RULE}\n"
                f'udevadm control --reload; systemctl start {UNIT}; test -e /sys/module/kvm_hv', 'root')
    begin = time.monotonic()
    subject.ask('udevadm settle', 'root')
    if time.monotonic() - begin < 1:
        raise Wrong('the event of kvm_hv was not slow')
    checks.wait_until_quiet(subject)
    equal('QueryCount', subject.properties()['QueryCount'], 1)
    subject.ask(f'rm {SLOW_RULE}; udevadm control --reload', 'root')


def check_exporter(engine, file, subject):
    """Its service runs where the engine's folder is, and takes what it wrote with it."""
    service = f'ppc-compat-export-{engine}'
    subject.ask(f'mkdir -p {os.path.dirname(file)} && systemctl start {service}', 'root')
    equal(file, subject.ask(f'cat {file}'), subject.ask(f'ppc-compatctl export {engine}'))
    equal('who may write it', subject.ask(f'stat --format="%U %a" {file}').split(), ['root', '644'])
    subject.ask(f'systemctl stop {service} && test ! -e {file} && ! systemctl --quiet is-failed {service}', 'root')


SCENARIOS = {
    'exporters': [
        (f'the exporter for {engine}', functools.partial(check_exporter, engine, file))
        for engine, file in EXPORTED.items()
    ],
    'nested-hv': [
        ('the mode falls without an event', lambda subject: check_lower_mode(subject, 'power9', 5, ('ready', ''))),
        ('the hook after a migration', lambda subject: check_hook(subject, 'power10', 6)),
        ('the hook in other phases', check_hook_in_other_phases),
        ('the hook without a daemon', check_hook_without_daemon),
        ('a core is added', check_core_added),
        ('cores that differ', check_mixed_cores),
        ('the core is removed', check_core_removed),
        ('modules are unloaded and loaded', check_module_unloaded),
        ('noise', check_noise),
        ('idle', check_idle),
        ('killed', check_killed),
    ],
    'on-demand': [
        ('late events of its own question', check_own_events),
    ],
    'nested-papr': [
        ('the mode falls without an event',
         lambda subject: check_lower_mode(subject, 'power10', 6, ('degraded', 'kvm-stale'))),
        ('the hook after a migration', lambda subject: check_hook(subject, 'power11', 7)),
    ],
}
