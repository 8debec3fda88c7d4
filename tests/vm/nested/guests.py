# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Starts real guests in a host, as a user of QEMU does it: with the line that ppc-compatctl prints, to which nothing is
added on -machine or -cpu.

What the guests themselves and QEMU say decides what happened. Nothing here knows what the daemon says.
"""

import dataclasses
import re

import qemu as qemus
from nested import inside

# How long a guest may take, on a machine that is busy with others.
LIMIT = 180
# What QEMU says where it is the mode that is refused.
REFUSALS = [
    'Unable to set CPU compatibility mode in KVM: Invalid argument',
    r'Compatibility PVR 0x0f00000\d not valid for CPU',
]
# What QEMU says where a capability of the machine is refused, by the option that takes it back. It wants no other on
# this QEMU: its cap-sbbc is "broken" by itself.
LACKS = {
    'cap-cfpc': 'Requested safe cache capability level not supported by KVM',
    'cap-ibs': 'Requested safe indirect branch capability level not supported by KVM',
    'cap-hpt-max-page-size': "Can't support 64 kiB guest pages with 4 kiB host pages with this KVM implementation",
    'cap-ccf-assist': 'Requested count cache flush assist capability level not supported by KVM',
}
# A guest that KVM cannot run any more is not ended by QEMU.
DEATHS = 'kvm run failed|KVM: unknown exit|Oops|Kernel panic'
RUN = '''
log=$(mktemp)
timeout {limit} {qemu} {arguments} -m 512M -nodefaults -nographic -serial stdio \\
    -kernel {folder}/kernel -initrd {folder}/initrd -append 'console=hvc0 quiet' > $log 2>&1 &
while kill -0 $! 2> /dev/null; do
    ! grep -qE '{deaths}' $log || kill $!
    sleep 0.2
done
wait $!
status=$?
cat $log
exit $status
'''
LOGICAL_PVR = {'power9': '0f000005', 'power10': '0f000006', 'power11': '0f000007'}

BOOTS, REFUSED, DIES, NEITHER = 'boots', 'is refused', 'dies', 'neither boots nor is refused'


@dataclasses.dataclass
class Outcome:
    what: str
    text: str
    console: str


def plain(result):
    """What a terminal would show of it, without colours."""
    return re.sub(r'\x1b(\[[?0-9;]*[A-Za-z]|[^\[])', '', result.stdout + result.stderr).replace('\r', '')


def run_qemu(agent, arguments, limit=LIMIT):
    script = RUN.format(folder=inside.FOLDER, limit=limit, qemu=' '.join(qemus.run_from(inside.FOLDER)),
                        arguments=arguments, deaths=DEATHS)
    result = agent.run(script, limit=limit + 20)
    return result.status, plain(result)


def said_by_guest(console):
    """The guest's own words: each of its lines by its first word."""
    said = {}
    for word, rest in re.findall(r'guest: (\S+) ?(.*)', console):
        said.setdefault(word, []).append(rest.strip())
    return said


def modes_of_guest(said):
    """The modes that three witnesses in the guest tell: the device tree, the kernel, and what programs are told."""
    names = {pvr: mode for mode, pvr in LOGICAL_PVR.items()}
    return {*(names.get(pvr, pvr) for pvr in said.get('cpu-version', ['none'])),
            *(model.split(' (architected)')[0].lower() for model in said.get('cpu', ['none'])),
            *said.get('platform', ['none'])}


def judge(status, console, mode, limit=LIMIT):
    said = said_by_guest(console)
    if status == 0 and 'end' in said:
        modes = modes_of_guest(said)
        if modes == {mode}:
            return Outcome(BOOTS, '', console)
        return Outcome(NEITHER, f'boots as {" and ".join(sorted(modes))}', console)
    for refusal in REFUSALS:
        found = re.search(refusal, console)
        if status != 0 and found and not said:
            return Outcome(REFUSED, found[0], console)
    death = re.search(f'.*(?:{DEATHS}).*', console)
    if death:
        return Outcome(DIES, death[0].strip(), console)
    why = f'no end after {limit} s' if status == 124 else f'exit status {status} of QEMU'
    return Outcome(NEITHER, why, console)


def start(agent, arguments, mode, limit=LIMIT):
    """Starts a guest with these arguments and waits for its end, for so many seconds."""
    return judge(*run_qemu(agent, arguments, limit), mode, limit)


def options_of(arguments):
    """Those whose absence QEMU tells, in the order in which they stand there."""
    return [name for name in re.findall(r',(cap-[a-z0-9-]+)=', arguments) if name in LACKS]


def start_without(agent, arguments, option):
    """What QEMU says of the option where it is taken out of the arguments; None where it says nothing of it."""
    _, console = run_qemu(agent, re.sub(rf',{option}=[a-z0-9-]+', '', arguments))
    return LACKS[option] if LACKS[option] in console and not said_by_guest(console) else None
