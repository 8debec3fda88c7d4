# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many domains judged by ppc-compatctl guest, against wc, against what it may take, and against fewer of them."""

import re
import subprocess
import time
from pathlib import Path

from ratios import Unmeasured, milliseconds, ratio, ratio_row, row

MANY = 1000
TIME_LIMIT, MEMORY_LIMIT = 500_000_000, 30_000
DOMAIN = """<domain type='kvm'>
  <name>guest{number}</name>
  <memory unit='GiB'>8</memory>
  <vcpu>8</vcpu>
  <os><type arch='ppc64le' machine='pseries-9.2'>hvm</type><boot dev='hd'/></os>
  {cpu}
  <devices>
    <emulator>/usr/bin/qemu-system-ppc64</emulator>
    <disk type='file' device='disk'><source file='/var/lib/guest{number}.qcow2'/><target dev='vda' bus='virtio'/></disk>
    <interface type='network'><source network='default'/><model type='virtio'/></interface>
    <console type='pty'/>
  </devices>
</domain>
"""
# As hosts have them: most can start, some cannot.
CPUS = ["<cpu mode='host-model'><model>power10</model></cpu>"] * 8 + ["", "<cpu mode='host-passthrough'/>"]


def write_domains(folder, count):
    folder.mkdir()
    for number in range(count):
        text = DOMAIN.format(number=number, cpu=CPUS[number % len(CPUS)])
        (folder / f"{number}.xml").write_text(text)
    return sorted(path.name for path in folder.iterdir())


def run(command, folder, expected):
    """Nanoseconds that it took."""
    before = time.monotonic_ns()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE)
    took = time.monotonic_ns() - before
    if done.returncode not in (0, 1) or expected not in done.stdout:
        raise Unmeasured(f"{command[0]} ended with {done.returncode} and said {done.stdout[:200]!r}")
    return took


def memory_of(command, folder):
    """Kilobytes that it had at most, once all are judged: what it prints does not fit into the pipe."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE) as process:
        process.stdout.read(1)
        status = Path(f"/proc/{process.pid}/status").read_text()
        process.stdout.read()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1])


def measure(command, place, count, rounds):
    """Nanoseconds of ours, of wc over the same files, and what is needed to run it again."""
    folder = place / f"domains-{count}"
    files = write_domains(folder, count)
    whole = [*command, *files]
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(run(whole, folder, f"guest{count - 1}".encode()))
        theirs.append(run(["wc", *files], folder, b"total"))
    return ours, theirs, (whole, folder)


def domain_rows(rig, place, rounds):
    rig.replay("linux-7.3-papr-power11-as-power10")
    command = [rig.build / "client/ppc-compatctl", f"--address={rig.bus.address}", "guest", "--json=short"]
    few, few_wc, _ = measure(command, place, MANY // 100, rounds)
    many, many_wc, again = measure(command, place, MANY, rounds)
    most, most_wc, _ = measure(command, place, MANY * 10, max(5, rounds // 5))
    for count, ours, theirs in (MANY // 100, few, few_wc), (MANY, many, many_wc), (MANY * 10, most, most_wc):
        yield ratio_row(f"guest, with {count} domains ({milliseconds(ours)}) : wc ({milliseconds(theirs)})",
                        ratio(ours, theirs))
    yield ratio_row(f"{MANY} domains : half a second", ratio(many, [TIME_LIMIT] * rounds), 1.0)
    yield ratio_row(f"a domain of {MANY * 10} : one of {MANY}", ratio([one / 10 for one in most], many), 1.2)
    memory = memory_of(*again)
    yield row(f"memory for {MANY} domains ({memory} kB) : 30 MB", memory / MEMORY_LIMIT, 1.0)
