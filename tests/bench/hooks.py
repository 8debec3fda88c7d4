# SPDX-License-Identifier: LGPL-2.1-or-later
"""A call of libvirt's hook, with the service on a capture, against a program that does nothing."""

import subprocess
import time

from figures import Unmeasured, milliseconds, ratio, ratio_row

TIME_LIMIT = 10_000_000
NOTHING = "/bin/true"
GUEST = """\
<domain type='kvm'>
  <os><type arch='ppc64le' machine='pseries'>hvm</type></os>
  <cpu mode='host-model'><model>power{mode}</model></cpu>
</domain>
"""


def run(command, environment, guest, status):
    """Nanoseconds that it took."""
    with open(guest, "rb") as text:
        before = time.monotonic_ns()
        done = subprocess.run(command, stdin=text, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        took = time.monotonic_ns() - before
    if done.returncode != status:
        raise Unmeasured(f"{command[0]} ended with {done.returncode}")
    return took


def hook_rows(rig, place, rounds):
    """The guest that is refused shows that the answer comes in."""
    rig.replay("linux-7.3-papr-power11-as-power10")
    guests = {status: place / f"{status}.xml" for status in (0, 1)}
    guests[0].write_text(GUEST.format(mode=10))
    guests[1].write_text(GUEST.format(mode=11))
    call = [rig.build / "client/hook/ppc-compat-hook", "web", "prepare", "begin", "-"]
    environment = {"DBUS_SYSTEM_BUS_ADDRESS": rig.bus.address}
    starts, refusals, nothing = [], [], []
    for _ in range(rounds):
        starts.append(run(call, environment, guests[0], 0))
        refusals.append(run(call, environment, guests[1], 1))
        nothing.append(run([NOTHING], environment, guests[0], 0))
    added = [start - least for start, least in zip(starts, nothing)]
    yield ratio_row(f"the hook for a guest that starts ({milliseconds(starts)}) : {NOTHING} ({milliseconds(nothing)})",
                    ratio(starts, nothing))
    yield ratio_row(f"the hook for one that does not ({milliseconds(refusals)}) : the same", ratio(refusals, nothing))
    yield ratio_row("what it adds to a start : 10 ms", ratio(added, [TIME_LIMIT] * rounds), 1.0)
