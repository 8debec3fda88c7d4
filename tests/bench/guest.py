# SPDX-License-Identifier: LGPL-2.1-or-later
"""On an emulated host of tests/vm: asking KVM against asking the daemon, and what is added to starts of others."""

import base64
import os
import shutil
import sys
from pathlib import Path

from ratios import Unmeasured, milliseconds, ratio, ratio_row

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
from nested import hook, virt  # noqa: E402
from nested import trial as nested  # noqa: E402

FOLDERS = ("include", "daemon/core", "daemon/probe", "tests/bench")
SOURCES = ("tests/bench/kvm.c", "daemon/probe/kvm.c", "daemon/probe/trial.c", "daemon/probe/machine.c",
           "daemon/core/mode.c", "daemon/core/machineoption.c")
BOOT_LIMIT = 600
RUN_LIMIT = 300
# The service starts in turns with and without trial guests: a drop-in has the same command, or one option more.
STARTS = '''
set -e
folder=/run/systemd/system/ppc-compatd.service.d
mkdir -p $folder
daemon=$(systemctl cat ppc-compatd.service | sed -n 's/^ExecStart=//p')
restart() {{
    printf '[Service]\\nExecStart=\\nExecStart=%s\\n' "$*" > $folder/50-bench.conf
    systemctl daemon-reload
    systemctl stop ppc-compatd
    begin=$(date +%s%N)
    systemctl start ppc-compatd
    end=$(date +%s%N)
}}
for turn in $(seq {rounds}); do
    restart "$daemon"
    took=$((end - begin))
    restart "$daemon" --no-trial
    echo $took $((end - begin))
done
rm -r $folder
systemctl daemon-reload
systemctl restart ppc-compatd
'''
# libvirt looks for hooks anew at each start of a guest, once it had one when it was started itself. The guest's own
# processors do not run.
VIRSH_STARTS = '''
set -e
start() {{
    begin=$(date +%s%N)
    {virsh} start bench --paused
    end=$(date +%s%N)
    {virsh} destroy bench
}}
for turn in $(seq {rounds}); do
    ln -sf {program} {link}
    start
    took=$((end - begin))
    ln -sf {nothing} {link}
    start
    least=$((end - begin))
    rm {link}
    start
    echo $took $least $((end - begin))
done
'''
VIRSH_LIMIT = 1800
VIRSH_GOAL = 1.03
NOTHING = "/usr/bin/true"


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


def columns(agent, script, limit=RUN_LIMIT):
    """The figures that a script prints in lines, one a turn."""
    done = agent.run(script, limit=limit)
    if done.status != 0:
        raise Unmeasured(f"in the guest: {done.stderr.strip()}")
    return zip(*([int(word) for word in line.split()] for line in done.stdout.splitlines()))


def kvm_rows(agent, name, program, rounds):
    text = base64.b64encode(program).decode()
    asked, tried, got, pinged = columns(agent, f"""
        until systemctl --quiet is-active ppc-compatd; do sleep 0.2; done
        echo {text} | base64 -d >/run/bench-kvm
        chmod +x /run/bench-kvm
        /run/bench-kvm {rounds}""")
    yield ratio_row(f"asking KVM ({milliseconds(asked)}) : Get ({milliseconds(got)}), on the emulated host {name}",
                    ratio(asked, got))
    yield ratio_row(f"asking KVM with trial guests ({milliseconds(tried)}) : without, there", ratio(tried, asked))
    yield ratio_row("Get : Ping, there", ratio(got, pinged))


def start_row(agent, rounds):
    tried, plain = columns(agent, STARTS.format(rounds=rounds))
    return ratio_row(f"systemctl start with trial guests ({milliseconds(tried)}) : with --no-trial "
                     f"({milliseconds(plain)}), there", ratio(tried, plain))


def virsh_rows(agent, rounds):
    """A guest that starts. If the hook had no answer in time, there is no figure."""
    if virt.set_up(agent).status != 0:
        raise Unmeasured("libvirt does not start")
    printed = agent.run("ppc-compatctl -q libvirt-xml").stdout
    if virt.define(agent, virt.domain(printed, "bench")).status != 0:
        raise Unmeasured("the guest cannot be defined")
    agent.run(f"mkdir -p $(dirname {hook.LINK})\nln -s {hook.PROGRAM} {hook.LINK}\nsystemctl restart {virt.SERVICE}")
    with_hook, with_nothing, without = columns(agent, VIRSH_STARTS.format(
        virsh=virt.VIRSH, rounds=rounds, program=hook.PROGRAM, nothing=NOTHING, link=hook.LINK), VIRSH_LIMIT)
    journal = agent.run("journalctl --quiet --boot --identifier ppc-compat-hook --output cat").stdout
    if journal:
        raise Unmeasured(f"the hook: {journal}")
    yield ratio_row(f"virsh start with the hook ({milliseconds(with_hook)}) : without it ({milliseconds(without)}), there",
                    ratio(with_hook, without), VIRSH_GOAL)
    yield ratio_row(f"virsh start with {NOTHING} as the hook ({milliseconds(with_nothing)}) : without, there",
                    ratio(with_nothing, without))


def drop_priority():
    """
    QEMU's threads wait for each other without always sleeping. With real-time priority two that emulate processors
    would keep the one with the timers from the machine's processors, and the emulated host would wait for ever.
    """
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def guest_rows(name, place, rounds):
    drop_priority()
    host = hosts.load_all()[name]
    if host.libvirt:
        host = nested.prepared(host)
    cache = caches.Cache(caches.default_path())
    try:
        stage = stages.prepare(cache, [host], place, reports.Report())
        if stage.parts.problems:
            raise Unmeasured(stage.parts.problems[name])
        program = build(cache, place)
        machine = machines.Machine(host, *stage.parts_of(host), place / "guest.log")
        with machine.ended():
            machine.agent.wait_until_ready(BOOT_LIMIT)
            yield from kvm_rows(machine.agent, name, program, rounds)
            yield start_row(machine.agent, rounds)
            if host.libvirt:
                yield from virsh_rows(machine.agent, rounds)
    except (command.CommandFailed, agents.GuestLost, qmp.QmpFailed, hosts.BadHost) as problem:
        raise Unmeasured(str(problem)) from None
