# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Starts real guests in a host, as a user of QEMU does it: with the arguments that ppc-compatctl prints.

What the guests themselves and QEMU say decides what happened. Nothing here knows what the daemon says.
"""

import dataclasses
import re

import host as hosts
import qemu as qemus
from nested import inside

# How long a guest may take, on a machine that is busy with others.
LIMIT = 180
# What an emulated host lacks, which QEMU would refuse to start without; the daemon has no part in it. And Debian's
# kernel has pages of 4 KiB: there QEMU takes no guest that may ask for larger ones, on real machines just as well.
MACHINE = f'{hosts.PSERIES_OPTIONS.lstrip(",")},cap-hpt-max-page-size=4k'
# What QEMU says where it is the mode that is refused.
REFUSALS = [
    'Unable to set CPU compatibility mode in KVM: Invalid argument',
    r'Compatibility PVR 0x0f00000\d not valid for CPU',
]
HINT = r'Try appending -machine (cap-[a-z0-9-]+=(?:off|broken))'
HINTS = 3
RUN = '''
exec timeout {limit} {qemu} {arguments} -machine {machine} \\
    -m 512M -nodefaults -nographic -serial stdio \\
    -kernel {folder}/kernel -initrd {folder}/initrd -append 'console=hvc0 quiet' 2>&1
'''
LOGICAL_PVR = {'power9': '0f000005', 'power10': '0f000006', 'power11': '0f000007'}

BOOTS, REFUSED, NEITHER = 'boots', 'is refused', 'neither boots nor is refused'


@dataclasses.dataclass
class Outcome:
    what: str
    text: str
    console: str


def run_qemu(agent, arguments, machine):
    script = RUN.format(folder=inside.FOLDER, limit=LIMIT, qemu=' '.join(qemus.run_from(inside.FOLDER)),
                        arguments=arguments, machine=machine)
    result = agent.run(script, limit=LIMIT + 20)
    text = re.sub(r'\x1b(\[[?0-9;]*[A-Za-z]|[^\[])', '', result.stdout + result.stderr).replace('\r', '')
    return result.status, text


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


def judge(status, console, mode):
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
    why = f'no end after {LIMIT} s' if status == 124 else f'exit status {status} of QEMU'
    return Outcome(NEITHER, why, console)


def start(agent, arguments, mode):
    """
    Starts a guest and waits for its end. What QEMU itself tells its user to append is appended, so that in the end it
    is the mode that is taken or refused, and no other capability of the machine.
    """
    machine, hints = MACHINE, []
    while True:
        status, console = run_qemu(agent, arguments, machine)
        outcome = judge(status, console, mode)
        hint = re.search(HINT, console)
        if outcome.what != NEITHER or not hint or hint[1] in hints or len(hints) == HINTS:
            break
        hints.append(hint[1])
        machine = f'{machine},{hint[1]}'
    if hints:
        outcome.text = f'{outcome.text} (with {", ".join(hints)}, which QEMU asks for first)'.lstrip()
    return outcome
