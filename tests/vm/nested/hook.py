# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the hook does to guests that the real libvirt starts, once an administrator has linked it in."""

import time

import checks
import scenarios
from checks import UNIT, equal
from nested import guests, virt
from nested.virt import VIRSH

PROGRAM = '/usr/sbin/ppc-compat-hook'
LINK = '/etc/libvirt/hooks/qemu.d/ppc-compat-hook'
# Each start of a guest that nothing is wrong with, beside what QEMU and libvirt need on a busy machine.
START_LIMIT = 120
# The hook's own clock ends before; the rest is for a busy machine.
HOOK_LIMIT_MS = 2000
# How long the hook may need to come to one answer within its time.
JUDGED_LIMIT = 240
IMAGE = '/var/lib/guest.saved'
FEATURES = "ppc-compatctl -q libvirt-xml | sed -n '/<features>/,/<.features>/p'"


def define(subject, name, printed):
    defined = virt.define(subject.agent, virt.domain(printed, name))
    equal(f'virsh define {name}: {guests.plain(defined)}', defined.status, 0)


def run_virsh(subject, words):
    """Whether it succeeded, and what it said."""
    result = subject.agent.run(f'{VIRSH} {words}', limit=START_LIMIT)
    return result.status == 0, result.stdout + result.stderr


def not_judged(subject):
    """What the journal has of guests that the hook has let start without an answer."""
    lines = subject.ask('journalctl --boot --quiet --output cat --identifier ppc-compat-hook', 'root').splitlines()
    return [line for line in lines if 'is not judged' in line]


def judged(subject, start, undo):
    """
    What start() gives once the hook has judged the guest. Where an emulated machine is so busy that the hook's time runs
    out, the guest starts, and the journal has to say so; undo() makes it as it was before.
    """
    deadline = time.monotonic() + JUDGED_LIMIT
    while time.monotonic() < deadline:
        before = not_judged(subject)
        outcome = start()
        if not_judged(subject) == before:
            return outcome
        undo()
    raise checks.Wrong(f'the hook has never judged the guest in time: {before[-1]}')


def run_judged(subject, words, undo):
    """As run_virsh()."""
    return judged(subject, lambda: run_virsh(subject, words), undo)


def end(subject, name):
    subject.agent.run(f'{VIRSH} destroy {name}')


def must_start(subject, why, name):
    """Without its processors running, so that it stays as long as it is needed."""
    started, said = run_virsh(subject, f'start {name} --paused')
    if not started:
        raise checks.Wrong(f'{why} a guest was not started: {said}')


def must_be_refused(said, *words):
    missing = [word for word in words if word not in said]
    if missing or '\n' in said.split('status 1: ', 1)[-1].strip():
        raise checks.Wrong(f'not in one line, or without {missing}: {said}')


def check_enabled(subject):
    """As the man page says it."""
    subject.ask(f'mkdir -m 0700 -p $(dirname {LINK})\nln -sf {PROGRAM} {LINK}\nsystemctl restart {virt.SERVICE}', 'root')


def check_refusal(subject):
    """A guest without a mode is refused in one sentence, and runs with what --fix makes of it."""
    define(subject, 'doomed', subject.ask(FEATURES))
    started, said = run_judged(subject, 'start doomed --paused', lambda: end(subject, 'doomed'))
    equal('a guest without a mode was started', started, False)
    mode = subject.properties()['RecommendedMode']
    must_be_refused(said, 'Hook script execution failed', mode)
    subject.ask(f'ppc-compatctl guest --fix doomed > /run/fixed.xml\n{VIRSH} define /run/fixed.xml', 'root')
    status, console = virt.run_defined(subject.agent, 'doomed')
    outcome = guests.judge(status, console, mode)
    equal(f'the guest as it was mended, {outcome.text}', outcome.what, guests.BOOTS)


def check_restart(subject):
    """libvirt ends a running guest whose hook fails while libvirtd starts again."""
    pid = 'cat /run/libvirt/qemu/kept.pid'
    define(subject, 'kept', subject.ask('ppc-compatctl -q libvirt-xml'))
    must_start(subject, 'at first', 'kept')
    before = subject.ask(pid, 'root')
    subject.ask(f'systemctl restart {virt.SERVICE}', 'root')
    equal('the state after a restart of libvirtd', subject.ask(f'{VIRSH} domstate kept', 'root').strip(), 'paused')
    equal('the process after a restart of libvirtd', subject.ask(pid, 'root'), before)
    end(subject, 'kept')


def check_no_daemon(subject):
    """Without an answer the guest starts."""
    define(subject, 'alone', subject.ask('ppc-compatctl -q libvirt-xml'))
    before = not_judged(subject)
    subject.ask(f'systemctl --quiet mask --runtime --now {UNIT}', 'root')
    try:
        must_start(subject, 'with the daemon masked', 'alone')
    finally:
        end(subject, 'alone')
        subject.ask(f'systemctl --quiet unmask --runtime {UNIT}\nsystemctl start {UNIT}', 'root')
    told = not_judged(subject)[len(before):]
    equal(f'what the journal says of it: {told}, in lines', len(told), 1)


def call_hook_beside(subject, silent):
    """
    Calls the hook as libvirt does, but without libvirt, for a guest without a mode, while the main process of a service
    is silent.
    """
    words = subject.ask(f'''
        {VIRSH} dumpxml unasked > /run/unasked.xml
        pid=$(systemctl show -P MainPID {silent})
        kill -STOP $pid
        begin=$(date +%s%N)
        env -i LC_ALL=C PATH=$PATH {PROGRAM} unasked prepare begin - < /run/unasked.xml
        echo $? $(( ($(date +%s%N) - begin) / 1000000 ))
        kill -CONT $pid''', 'root').split()
    equal(f'the status with a silent {silent}', int(words[0]), 0)
    if int(words[1]) > HOOK_LIMIT_MS:
        raise checks.Wrong(f'{words[1]} ms with a silent {silent}')


def check_silence(subject):
    """A daemon that is silent, and then a bus that is: the hook gives up in time."""
    define(subject, 'unasked', subject.ask(FEATURES))
    call_hook_beside(subject, UNIT)
    call_hook_beside(subject, 'dbus.service')
    define(subject, 'waiting', subject.ask('ppc-compatctl -q libvirt-xml'))
    subject.ask(f'systemctl kill --signal=STOP {UNIT}', 'root')
    try:
        must_start(subject, 'with a silent daemon', 'waiting')
    finally:
        end(subject, 'waiting')
        subject.ask(f'systemctl kill --signal=CONT {UNIT}', 'root')


def check_restore(subject):
    """A saved guest is refused where its mode is gone, and its image stays until it can run again."""
    mode = subject.properties()['RecommendedMode']
    define(subject, 'saved', subject.ask('ppc-compatctl -q libvirt-xml'))
    must_start(subject, 'at first', 'saved')
    subject.ask(f'{VIRSH} save saved {IMAGE}', 'root')
    lower = scenarios.modes_up_to(mode)[1]
    scenarios.set_cpu_version(subject, guests.LOGICAL_PVR[lower][-1])
    try:
        scenarios.wait_for(subject, 'after the fall', HostMode=lower)
        restored, said = run_judged(subject, f'restore --paused {IMAGE}', lambda: end(subject, 'saved'))
        equal('a saved guest was restored', restored, False)
        must_be_refused(said, 'Hook script execution failed', lower)
        subject.ask(f'test -s {IMAGE}', 'root')
    finally:
        scenarios.set_cpu_version(subject, guests.LOGICAL_PVR[mode][-1])
    scenarios.wait_for(subject, 'after the rise', HostMode=mode)
    status, console = virt.run_defined(subject.agent, 'saved', f'restore --running {IMAGE}')
    outcome = guests.judge(status, console, mode)
    equal(f'the saved guest, {outcome.text}', outcome.what, guests.BOOTS)


def check_migration(subject):
    """A guest that comes from another libvirt is refused where its mode is gone, stays there, and comes when it is back."""
    mode = subject.properties()['RecommendedMode']
    lower = scenarios.modes_up_to(mode)[1]
    move = f"migrate mover '{virt.SECOND}' --migrateuri unix:///run/second/data"
    define(subject, 'mover', subject.ask('ppc-compatctl -q libvirt-xml'))
    subject.ask(virt.SET_UP_SECOND, 'root')

    def turn_to(to):
        scenarios.set_cpu_version(subject, guests.LOGICAL_PVR[to][-1])
        scenarios.wait_for(subject, f'in {to}', HostMode=to)

    def begin():
        turn_to(mode)
        must_start(subject, 'before it moves', 'mover')
        turn_to(lower)

    def come_back():
        subject.ask(f"virsh --connect '{virt.SECOND}' destroy mover", 'root')
        begin()

    begin()
    try:
        moved, said = run_judged(subject, move, come_back)
        equal('a guest without its mode has come', moved, False)
        must_be_refused(said, 'Hook script execution failed', lower)
        equal('the guest that was refused', subject.ask(f'{VIRSH} domstate mover', 'root').strip(), 'paused')
    finally:
        turn_to(mode)
    moved, said = run_virsh(subject, move)
    equal(f'the guest has come when its mode was back: {said}', moved, True)
    equal('the guest that has come',
          subject.ask(f"virsh --quiet --connect '{virt.SECOND}' domstate mover", 'root').strip(), 'paused')
    subject.ask(f"virsh --connect '{virt.SECOND}' destroy mover\nsystemctl stop second-libvirtd\n{VIRSH} undefine mover",
                'root')


def start_once_more(subject):
    """What is started at boot, in the same order; what systemd and libvirt say of it."""
    cursor = subject.ask('journalctl --quiet --lines 0 --show-cursor | sed "s/^-- cursor: //"', 'root').strip()
    subject.ask(f'''
        systemctl stop {UNIT} {virt.SERVICE} libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket
        rm -f /run/libvirt/qemu/autostarted
        systemctl start multi-user.target
        systemctl start {virt.SERVICE}
    ''', 'root')
    journal = f"journalctl --quiet --output cat --after-cursor '{cursor}'"
    return [subject.ask(f'{journal} {who}', 'root') for who in ('--identifier systemd', f'--unit {virt.SERVICE}')]


def check_start_with_the_host(subject):
    """libvirt waits for the daemon, and a guest that starts with it is judged."""
    define(subject, 'early', subject.ask(FEATURES))
    subject.ask(f'{VIRSH} autostart early', 'root')
    lines, said = judged(subject, lambda: start_once_more(subject), lambda: end(subject, 'early'))
    order = [lines.find('Started ppc-compatd'), lines.find('Starting libvirtd')]
    if -1 in order or order != sorted(order):
        raise checks.Wrong(f'libvirt did not wait for the daemon:\n{lines}')
    refused = [line for line in said.splitlines() if "Failed to autostart VM 'early': Hook script execution failed" in line]
    equal(f'guests that were refused at the start: {said}, of them', len(refused), 1)
    subject.ask(f'{VIRSH} undefine early', 'root')


CHECKS = [
    ('the hook is enabled', check_enabled),
    ('a running guest outlives a restart of libvirtd', check_restart),
    ('a guest starts without the daemon', check_no_daemon),
    ('a guest starts with a silent daemon and bus', check_silence),
]


def checks_for(host):
    """In their order. A guest without a mode cannot run where the host is in an older mode than its processor."""
    older = [('the hook refuses a guest, and --fix mends it', check_refusal),
             ('a guest that starts with the host is judged', check_start_with_the_host)]
    fallen = [('a saved guest whose mode is gone', check_restore),
              ('a guest that comes when its mode is gone', check_migration)]
    is_older = host.expect['HostMode'] != host.expect['ProcessorModel']
    return CHECKS + (older if is_older else []) + (fallen if host.falls_to else [])
