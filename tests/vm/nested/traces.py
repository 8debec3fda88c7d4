# SPDX-License-Identifier: LGPL-2.1-or-later
"""What trial guests could leave behind on a host, and do not."""

from checks import OBJECT, UNIT, Wrong, equal

# Questions whose traces would add up, how long they may take, and kB that are no trace.
MANY = 1000
MANY_LIMIT = 1800
MEMORY_SLACK = 64
MEMORY = 'RssAnon'


def find(subject):
    """What a question to KVM could leave behind, by name; the daemon's anonymous memory in kB."""
    lines = subject.ask(f'''
        pid=$(systemctl show -P MainPID {UNIT})
        grep ^RssAnon: /proc/$pid/status | tr -dc 0-9; echo
        ls /proc/$pid/fd | wc -l
        cat /proc/$pid/task/*/children | wc -w
        mountpoint --quiet /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug
        ls -d /sys/kernel/debug/kvm/*/ 2>/dev/null | wc -l
        cat /sys/module/kvm_hv/refcnt''', 'root').split()
    return dict(zip([MEMORY, 'open files', 'children', 'VMs', 'users of kvm_hv'], map(int, lines), strict=True))


def check(subject):
    """Trial guests of many questions leave nothing behind. A question after a migration is never shared."""
    before, asked = find(subject), subject.properties()['QueryCount']
    result = subject.agent.run(f'for i in $(seq {MANY}); do busctl --quiet call {OBJECT} Refresh s migration || exit; done',
                               limit=MANY_LIMIT)
    equal('many times Refresh()', result.status, 0)
    equal('questions', subject.properties()['QueryCount'], asked + MANY)
    after = find(subject)
    grown = after.pop(MEMORY) - before.pop(MEMORY)
    if grown > MEMORY_SLACK:
        raise Wrong(f'{MEMORY} has grown by {grown} kB')
    equal('what is there after them', after, before)
