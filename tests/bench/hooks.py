# SPDX-License-Identifier: LGPL-2.1-or-later
"""The calls of libvirt's hook at a start, with the service on a capture, against a program that does nothing."""

import subprocess
import time

from ratios import Unmeasured, milliseconds, ratio, ratio_row

TIME_LIMIT = 10_000_000
NOTHING = "/bin/true"
# libvirt calls it once before a start, which is judged, and twice at the start itself.
JUDGED = ["web", "prepare", "begin", "-"]
OTHERS = [["web", "start", "begin", "-"], ["web", "started", "begin", "-"]]
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
    hook = rig.build / "tests/hook/ppc-compat-hook"
    environment = {"DBUS_SYSTEM_BUS_ADDRESS": rig.bus.address}
    starts, refusals, others, nothing = [], [], [], []
    for _ in range(rounds):
        starts.append(run([hook, *JUDGED], environment, guests[0], 0))
        refusals.append(run([hook, *JUDGED], environment, guests[1], 1))
        others.append(sum(run([hook, *call], environment, guests[0], 0) for call in OTHERS))
        nothing.append(run([NOTHING], environment, guests[0], 0))
    added = [start + other for start, other in zip(starts, others)]
    yield ratio_row(f"the hook for a guest that starts ({milliseconds(starts)}) : {NOTHING} ({milliseconds(nothing)})",
                    ratio(starts, nothing))
    yield ratio_row(f"the hook for one that does not ({milliseconds(refusals)}) : the same", ratio(refusals, nothing))
    yield ratio_row(f"its two other calls at a start ({milliseconds(others)}) : the same", ratio(others, nothing))
    yield ratio_row(f"all three, which a start has more ({milliseconds(added)}) : 10 ms",
                    ratio(added, [TIME_LIMIT] * rounds), 1.0)
