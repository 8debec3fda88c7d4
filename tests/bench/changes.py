# SPDX-License-Identifier: LGPL-2.1-or-later
"""
The way of a change to its subscribers. The change is another answer of KVM, and SIGHUP makes the daemon ask. It waits
for a burst to settle before it does; that constant is taken off.
"""

import contextlib
import itertools
import os
import signal
import time

from modes import UP_TO_9, UP_TO_10
from ratios import milliseconds, ratio, ratio_row
from reads import CALLS, LOOK_SECONDS
from rig import CALLER, OURS, Tool, cpu_time

# SETTLE_USEC of daemon/manager.c.
SETTLE_NSEC = 200_000_000
PROPERTIES = "org.freedesktop.DBus.Properties"
OUR_PATH = "/org/ppc/Compat1"
EMPTY = ("/", CALLER, "Empty")
EMPTY_RULE = f"type='signal',sender='{CALLER}',path='/',interface='{CALLER}'"
OUR_RULES = [f"type='signal',sender='{OURS}',path='{OUR_PATH}',interface='{interface}'"
             for interface in (OURS, PROPERTIES)]
CROWDS = (1, 100, 1000)
WHAT = {
    1: "CompatChanged : an empty signal",
    2: "CompatChanged and PropertiesChanged : two empty signals",
}


class Changes:
    """One change after the other, and signals of the caller between them, in the hands of a crowd."""

    # The daemon has begun with the other one.
    masks = itertools.cycle((UP_TO_9, UP_TO_10))

    def __init__(self, rig, members, signals):
        """Of the two signals of a change the first, CompatChanged, or both are subscribed to."""
        self.rig, self.signals = rig, signals
        self.crowd = Tool(rig.tools / "bench-crowd", rig.bus.address, members, EMPTY_RULE, *OUR_RULES[:signals])
        self.crowd.read()

    def change(self):
        """When it was asked for, when its signals were handed to the bus, and when the last hand had all of them."""
        self.rig.kvm.answer(next(self.masks))
        begin = time.monotonic_ns()
        self.rig.service.send(signal.SIGHUP)
        _, last = self.crowd.ask(self.signals)
        return begin, self.rig.stamps()[-self.signals], last

    def empty(self):
        # As rested as all of them are when a change comes.
        time.sleep(SETTLE_NSEC / 1e9)
        sent = self.rig.caller.ask("emit", self.signals, *EMPTY)[0]
        _, last = self.crowd.ask(self.signals)
        return sent, sent, last


@contextlib.contextmanager
def changes(rig, members, signals, saving=True):
    rig.start(saving)
    crowd = Changes(rig, members, signals)
    try:
        yield crowd
    finally:
        crowd.crowd.close()


def replace_file(folder):
    """As the daemon saves what outlives a restart. Nanoseconds that it took."""
    begin = time.monotonic_ns()
    with open(folder / "other.new", "wb") as file:
        file.write(bytes(256))
        file.flush()
        os.fsync(file.fileno())
    (folder / "other.new").rename(folder / "other")
    opened = os.open(folder, os.O_RDONLY)
    os.fsync(opened)
    os.close(opened)
    return time.monotonic_ns() - begin


def ways(crowd, rounds, other):
    """Of changes, less the time to settle, and what is done between them."""
    ours, others = [], []
    for _ in range(rounds):
        begin, _, last = crowd.change()
        ours.append(last - begin - SETTLE_NSEC)
        others.append(other())
    return ours, others


def empty_way(crowd):
    sent, _, last = crowd.empty()
    return last - sent


def way_rows(rig, rounds):
    with changes(rig, 1, 1, saving=False) as crowd:
        ours, others = ways(crowd, rounds, lambda: empty_way(crowd))
    yield ratio_row(f"event to signal, less the 200 ms to settle ({milliseconds(ours)}) : an empty signal's way "
                    f"({milliseconds(others)})", ratio(ours, others))
    with changes(rig, 1, 1) as crowd:
        ours, others = ways(crowd, rounds, lambda: replace_file(rig.state))
    yield ratio_row(f"the same, the answer saved before ({milliseconds(ours)}) : safely replacing a file there "
                    f"({milliseconds(others)})", ratio(ours, others))


def refresh_row(rig, rounds):
    """It asks KVM where the last answer is over a second old, and the caller waits for that."""
    rig.start()
    refreshes, pings = [], []
    for _ in range(rounds):
        time.sleep(LOOK_SECONDS)
        pings.append(rig.call(50, *CALLS["our Ping"]) / 50)
        refreshes.append(rig.call(1, OURS, OUR_PATH, OURS, "Refresh", "client"))
    return ratio_row("Refresh(), which asks KVM : Ping", ratio(refreshes, pings))


def crowd_row(rig, members, signals, rounds):
    """From the bus being handed the first signal to the last hand having the last one."""
    ours, others = ([], []), ([], [])
    with changes(rig, members, signals) as crowd:
        for _ in range(rounds):
            for (times, processor), turn in (ours, crowd.change), (others, crowd.empty):
                before = cpu_time(rig.bus_pid)
                _, sent, last = turn()
                times.append(last - sent)
                processor.append(cpu_time(rig.bus_pid) - before)
    own = ratio(ours[1], others[1]).middle
    return ratio_row(f"fan-out to {members}: {WHAT[signals]} (processor's time of the bus: {own:.2f})",
                     ratio(ours[0], others[0]), 1.1)


def crowd_rows(rig, rounds):
    for members, signals in itertools.product(CROWDS, (1, 2)):
        yield crowd_row(rig, members, signals, rounds)
