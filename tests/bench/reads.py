# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reading: Get and GetAll against Ping, the processor's time for it, and the memory after it."""

import random
import time

from ratios import milliseconds, ratio, ratio_row, row
from rig import CORES, ECHO, OURS, THEIRS, cpu_time, memory

OUR_PATH, THEIR_PATH = "/org/ppc/Compat1", "/org/freedesktop/hostname1"
PEER, PROPERTIES = "org.freedesktop.DBus.Peer", "org.freedesktop.DBus.Properties"

CALLS = {
    "our Ping": (OURS, OUR_PATH, PEER, "Ping"),
    "our Get": (OURS, OUR_PATH, PROPERTIES, "Get", OURS, "CompatModes"),
    "our GetAll": (OURS, OUR_PATH, PROPERTIES, "GetAll", OURS),
    "echo Ping": (ECHO, "/", PEER, "Ping"),
    "echo Get": (ECHO, OUR_PATH, PROPERTIES, "Get", OURS, "CompatModes"),
    "their Ping": (THEIRS, THEIR_PATH, PEER, "Ping"),
    "their Get": (THEIRS, THEIR_PATH, PROPERTIES, "Get", THEIRS, "Hostname"),
    "their GetAll": (THEIRS, THEIR_PATH, PROPERTIES, "GetAll", THEIRS),
}
BATCH = 50
# A look at the device tree is made by the first read after so long.
LOOK_SECONDS = 1.05


class Reads:
    """Wall-clock and processor time of each batch."""

    def __init__(self, rig, rounds):
        pids = {"our": rig.service.pid, "their": rig.hostnamed.pid, "echo": rig.echo.process.pid}
        self.took = {name: [] for name in CALLS}
        self.processor = {name: [] for name in CALLS}
        order = random.Random(1)
        for _ in range(rounds):
            # In another order each time, so that no call always follows the same one.
            for name in order.sample(list(CALLS), len(CALLS)):
                pid = pids[name.split()[0]]
                before = cpu_time(pid)
                self.took[name].append(rig.call(BATCH, *CALLS[name]))
                self.processor[name].append(cpu_time(pid) - before)
        self.calls = rounds * BATCH

    def ratio(self, one, other):
        return ratio(self.took[one], self.took[other])

    def processor_ratio(self, member):
        return ratio(self.processor[f"our {member}"], self.processor[f"their {member}"])

    def seconds_per_million(self, name):
        return sum(self.processor[name]) / self.calls / 1000


def read_rows(rig, rounds):
    rig.start()
    with rig.on_one_processor():
        reads = Reads(rig, rounds)
    get, their_get = reads.ratio("our Get", "our Ping"), reads.ratio("their Get", "their Ping")
    everything, theirs = reads.ratio("our GetAll", "our Ping"), reads.ratio("their GetAll", "their Ping")
    bytes_alone = reads.ratio("echo Get", "echo Ping")
    yield ratio_row("Get : Ping", get, 1.05)
    yield ratio_row("Get : Ping of hostnamed", their_get)
    yield row("the former : the latter", get.middle / their_get.middle, 1.0)
    yield ratio_row("Get : Ping of a service that only echoes Get's bytes", bytes_alone)
    yield ratio_row("GetAll : Ping", everything, 1.5)
    yield ratio_row("GetAll : Ping of hostnamed", theirs)
    for member in "Get", "GetAll":
        ours, theirs = (reads.seconds_per_million(f"{whose} {member}") for whose in ("our", "their"))
        yield ratio_row(f"processor's time of a million {member} ({ours:.1f} s) : hostnamed's ({theirs:.1f} s)",
                        reads.processor_ratio(member))
    yield from memory_rows(rig)


def memory_rows(rig):
    """Both have answered the same calls."""
    ours, theirs = memory(rig.service.pid), memory(rig.hostnamed.pid)
    for what, name, limit in ("resident", "Rss", None), ("anonymous", "Anonymous", 0.6):
        yield row(f"{what} memory ({ours[name]} kB) : hostnamed's ({theirs[name]} kB)", ours[name] / theirs[name],
                  limit)


def look_row(rig, rounds):
    """A read that looks at the device tree again, against the reads after it, which do not."""
    rig.start()
    looking, others = [], []
    with rig.on_one_processor():
        for _ in range(rounds):
            time.sleep(LOOK_SECONDS)
            # Who has slept is slow at first.
            rig.call(5, *CALLS["our Ping"])
            looking.append(rig.call(1, *CALLS["our Get"]))
            others.append(rig.call(BATCH, *CALLS["our Get"]) / BATCH)
    return ratio_row(f"Get that looks at {CORES} cores, once a second at most ({milliseconds(looking)}) : other Gets",
                     ratio(looking, others))
