# SPDX-License-Identifier: LGPL-2.1-or-later
"""
baseline over 200 hosts, against as many bare logins by ssh, as many at once; tests/fleet has the hosts, and their sshds.

Both ends are on this machine, and of a login the key exchange takes the most. So it is measured twice: with that of
ssh's own choice, and with one that is cheap.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from privatebus import END_WITH_PARENT
from ratios import Unmeasured, ratio, ratio_row, row
from rig import memory

COUNT, AT_ONCE = 200, 32
HOSTS = [f"lpar{number:03}" for number in range(COUNT)]
PROGRAM = Path(__file__).resolve().parent.parent / "fleet/twohundred.py"
CAPTURE = "linux-7.3-papr-power11-as-power10"
TIME_LIMIT = 10_000_000_000
COMMON = b"\nCommon modes: power10, power9\n"


class Hosts:
    """What runs while they are asked."""

    def __init__(self, build, place):
        self.client = build / "client/ppc-compatctl"
        folder = place / "fleet"
        folder.mkdir()
        with open(place / "fleet.log", "wb") as log:
            self.process = subprocess.Popen(
                [*END_WITH_PARENT, sys.executable, "-B", PROGRAM, build / "daemon/ppc-compatd", self.client, folder,
                 CAPTURE], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        programs, *pids = self.process.stdout.readline().split() or [""]
        if len(pids) != 2 * COUNT:
            raise Unmeasured(f"the hosts did not start: {(place / 'fleet.log').read_text()[-300:]}")
        self.daemons, self.buses = pids[:COUNT], pids[COUNT:]
        self.paths = {"cheap": programs, "usual": self._with_usual_exchange(programs, place / "usual")}

    @staticmethod
    def _with_usual_exchange(programs, folder):
        """Another folder for PATH. What ssh does without being told, it tells itself."""
        told = subprocess.run(["ssh", "-F", "none", "-G", "host"], check=True, capture_output=True, text=True).stdout
        usual = dict(line.split(" ", 1) for line in told.splitlines())["kexalgorithms"]
        folder.mkdir()
        (folder / "ssh").write_text(f"#!/bin/sh\nexec '{programs}/ssh' -o KexAlgorithms={usual} \"$@\"\n")
        (folder / "ssh").chmod(0o755)
        return str(folder)

    def environment(self, exchange):
        return {"PATH": f"{self.paths[exchange]}:/usr/bin:/bin"}

    def question(self, hosts=HOSTS):
        return [self.client, "baseline", "--timeout=120", *(word for host in hosts for word in ("-H", host))]

    def ask(self, exchange):
        """Nanoseconds that baseline took, and those that processors had to give to it and to its ssh."""
        before, spent = time.monotonic_ns(), processors_of_children()
        done = subprocess.run(self.question(), env=self.environment(exchange), capture_output=True)
        took = time.monotonic_ns() - before
        if done.returncode != 0 or COMMON not in done.stdout:
            raise Unmeasured(f"baseline ended with {done.returncode} and said {done.stdout[-300:]!r}")
        return took, processors_of_children() - spent

    def log_in(self, exchange):
        """Nanoseconds that bare logins took."""
        before = time.monotonic_ns()
        subprocess.run(["xargs", f"-P{AT_ONCE}", "-I{}", "ssh", "-xT", "-oBatchMode=yes", "--", "{}", "true"], check=True,
                       input="\n".join(HOSTS).encode(), env=self.environment(exchange))
        return time.monotonic_ns() - before

    def memory_of_client(self, hosts):
        """Kilobytes that it had at most, when the table is there: that does not fit into so small a pipe."""
        with subprocess.Popen(self.question(hosts), env=self.environment("cheap"), stdout=subprocess.PIPE,
                              bufsize=0, pipesize=4096) as process:
            process.stdout.read(1)
            status = Path(f"/proc/{process.pid}/status").read_text()
            process.stdout.read()
        return int(status.split("VmHWM:")[1].split()[0])

    def close(self):
        self.process.communicate()


def processors_of_children():
    times = os.times()
    return round((times.children_user + times.children_system) * 1e9)


def seconds(times):
    return f"{statistics.median(times) / 1e9:.1f} s"


def exchange_rows(hosts, exchange, words, rounds):
    ours, bare, spent = [], [], []
    for _ in range(rounds):
        took, processors = hosts.ask(exchange)
        ours.append(took)
        spent.append(processors // os.cpu_count())
        bare.append(hosts.log_in(exchange))
    yield ratio_row(f"baseline over {COUNT} hosts, {words} ({seconds(ours)}) : bare logins ({seconds(bare)})",
                    ratio(ours, bare))
    yield ratio_row("the same, with all the hosts on this machine : ten seconds", ratio(ours, [TIME_LIMIT] * rounds), 1.0)
    yield ratio_row(f"what it takes of each processor, without the hosts ({seconds(spent)}) : the same",
                    ratio(spent, ours))


def memory_rows(hosts):
    few, many = hosts.memory_of_client(HOSTS[:COUNT // 2]), hosts.memory_of_client(HOSTS)
    yield row(f"memory of baseline over {COUNT} hosts ({many} kB) : over {COUNT // 2} ({few} kB)", many / few)
    daemon, bus = (statistics.median(memory(pid)["Rss"] for pid in pids) for pids in (hosts.daemons, hosts.buses))
    yield row(f"resident memory of a daemon of these ({daemon:.0f} kB) : its dbus-daemon's ({bus:.0f} kB)", daemon / bus)


def fleet_rows(rig, place, rounds):
    hosts = Hosts(rig.build, place)
    try:
        yield from exchange_rows(hosts, "usual", "with ssh's own key exchange", rounds)
        yield from exchange_rows(hosts, "cheap", "with curve25519", rounds)
        yield from memory_rows(hosts)
    finally:
        hosts.close()
