# SPDX-License-Identifier: LGPL-2.1-or-later
"""A long log on the standard input of ppc-compatctl explain, against wc and against what it may take."""

import re
import subprocess
import time
from pathlib import Path

from deadline import DEADLINE
from ratios import Unmeasured, milliseconds, ratio, ratio_row, row

LOG_SIZE = 10_000_000
TIME_LIMIT, MEMORY_LIMIT = 500_000_000, 20_000
LINE = ("Nov 23 10:12:03 host02 kernel: [{number:8}.123456] kvm: processor {number} of the guest, a pseries machine with the "
        "CPU model of the host, runs in its mode\n")
LAST = "qemu-system-ppc64: Requested safe cache capability level not supported by KVM\n"


def write_log(path):
    lines, size = [], 0
    while size < LOG_SIZE:
        lines.append(LINE.format(number=len(lines)))
        size += len(lines[-1])
    path.write_text("".join(lines) + LAST)


def run(command, log, expected):
    """Nanoseconds that it took."""
    with open(log, "rb") as text:
        before = time.monotonic_ns()
        done = subprocess.run(command, stdin=text, stdout=subprocess.PIPE)
        took = time.monotonic_ns() - before
    if done.returncode != 0 or expected not in done.stdout:
        raise Unmeasured(f"{command[0]} said {done.stdout!r}")
    return took


def memory_of(command, log):
    """Kilobytes that it had at most, once it has read nearly all of the log; the rest is in the pipe."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    process.stdin.write(log.read_bytes())
    process.stdin.flush()
    status = Path(f"/proc/{process.pid}/status").read_text()
    process.stdin.close()
    process.wait(DEADLINE)
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1])


def paste_rows(client, place, rounds):
    log = place / "long.log"
    write_log(log)
    command = [client, f"--address=unix:path={place}/none", "explain", "-"]
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(run(command, log, b"cap-cfpc=broken"))
        theirs.append(run(["wc"], log, str(log.stat().st_size).encode()))
    memory = memory_of(command, log)
    yield ratio_row(f"explain of a log of 10 MB ({milliseconds(ours)}) : wc ({milliseconds(theirs)})", ratio(ours, theirs))
    yield ratio_row("the same : half a second", ratio(ours, [TIME_LIMIT] * rounds), 1.0)
    yield row(f"its memory ({memory} kB) : 20 MB", memory / MEMORY_LIMIT, 1.0)
