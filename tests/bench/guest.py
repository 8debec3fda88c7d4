# SPDX-License-Identifier: LGPL-2.1-or-later
"""Asking KVM directly against asking the daemon, on an emulated host of tests/vm."""

import base64
import os
import shutil
import sys
from pathlib import Path

from figures import Unmeasured, milliseconds, ratio, ratio_row

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/vm"))

import agent as agents  # noqa: E402
import binfmt  # noqa: E402
import cache as caches  # noqa: E402
import command  # noqa: E402
import host as hosts  # noqa: E402
import machine as machines  # noqa: E402
import qmp  # noqa: E402
import report as reports  # noqa: E402
import roots  # noqa: E402
import stage as stages  # noqa: E402

FOLDERS = ("include", "daemon/core", "daemon/probe", "tests/bench")
SOURCES = ("tests/bench/kvm.c", "daemon/probe/kvm.c", "daemon/probe/trial.c", "daemon/probe/machine.c",
           "daemon/core/mode.c", "daemon/core/machineoption.c")
BOOT_LIMIT = 600
RUN_LIMIT = 300


def build(cache, place):
    """The program as ppc64le."""
    work = place / "guest"
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, work / folder, ignore=shutil.ignore_patterns("__pycache__"))
    with cache.locked(), binfmt.registered():
        roots.find(cache)[0].run(
            ["gcc", "-std=gnu11", "-O2", "-s", "-D_GNU_SOURCE", *(f"-I/mnt/{folder}" for folder in FOLDERS),
             *(f"/mnt/{source}" for source in SOURCES), "-lsystemd", "-o", "/mnt/bench-kvm"], work)
    return (work / "bench-kvm").read_bytes()


def measure(agent, program, rounds):
    agent.wait_until_ready(BOOT_LIMIT)
    text = base64.b64encode(program).decode()
    done = agent.run(f"until systemctl --quiet is-active ppc-compatd; do sleep 0.2; done\n"
                     f"echo {text} | base64 -d >/run/bench-kvm\nchmod +x /run/bench-kvm\n/run/bench-kvm {rounds}",
                     limit=RUN_LIMIT)
    if done.status != 0:
        raise Unmeasured(f"the program in the guest: {done.stderr.strip()}")
    return zip(*([int(word) for word in line.split()] for line in done.stdout.splitlines()))


def drop_priority():
    """
    QEMU's threads wait for each other without always sleeping. With real-time priority two that emulate processors
    would keep the one with the timers from the machine's processors, and the emulated host would wait for ever.
    """
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def kvm_rows(name, place, rounds):
    drop_priority()
    host = hosts.load_all()[name]
    cache = caches.Cache(caches.default_path())
    try:
        stage = stages.prepare(cache, [host], place, reports.Report())
        if stage.parts.problems:
            raise Unmeasured(stage.parts.problems[name])
        program = build(cache, place)
        machine = machines.Machine(host, *stage.parts_of(host), place / "guest.log")
        with machine.ended():
            asked, tried, got, pinged = measure(machine.agent, program, rounds)
    except (command.CommandFailed, agents.GuestLost, qmp.QmpFailed, hosts.BadHost) as problem:
        raise Unmeasured(str(problem)) from None
    yield ratio_row(f"asking KVM ({milliseconds(asked)}) : Get ({milliseconds(got)}), on the emulated host {name}",
                    ratio(asked, got))
    yield ratio_row(f"asking KVM with trial guests ({milliseconds(tried)}) : without, on the emulated host {name}",
                    ratio(tried, asked))
    yield ratio_row(f"Get : Ping, on the emulated host {name}", ratio(got, pinged))
