# SPDX-License-Identifier: LGPL-2.1-or-later
"""Arguments, environments, descriptors and texts of all kinds: it ends in time, with 0 or 1, and without an output.

More than the usual number: --hostile=10000.
"""

import contextlib
import os
import random
import resource
import select
import subprocess
import time
from pathlib import Path

import pytest

from guestfiles import PASSTHROUGH, mode
from hook import LIMIT, START, argument, guest

DOOMED = guest(mode("power11"))

OPERATIONS = ["prepare", "start", "started", "stopped", "release", "migrate", "restore", "reconnect", "attach", "", "-",
              "prepare\n", "%s%n", "x" * 100_000]
STEPS = ["begin", "end", "-", "", "begin ", "\x7f\x1b[2J"]
NAMES = ["web", "", "-", "--help", "$(reboot)", "a\nMESSAGE=b", "%n%s%d", "\udcff\udcfe", "x" * 120_000, "../../etc/passwd"]
CPUS = ["", PASSTHROUGH, mode("power10"), mode("power11"), mode("\u00e9" * 300), mode("%n%n%n"), "<cpu mode='maximum'/>",
        "<cpu mode='custom'><model>POWER8</model></cpu>", "<cpu/>" * 50]
# What the shell takes away before it becomes the hook: descriptors, and how many there may be.
WRAPPERS = ["exec 0<&-", "exec 1>&-", "exec 2>&-", "exec 0<&- 1>&- 2>&-", "ulimit -n 12", "ulimit -n 5"]


def addresses(hook):
    """More often the one that answers; none of them runs a program or asks the network."""
    marker = "unixexec:path=/bin/sh,argv1=-c,argv2=echo%20ran"
    return [hook.address] * 6 + [None, "", "x" * 50_000, "unix:", "unix:path=/", "unix:abstract=", ";;;", marker,
                                 f"{hook.address};{marker}", "tcp:host=192.0.2.1,port=1", "unix:path=/dev/null",
                                 "unix:path=%ff%00%zz", "unix:path=" + "a" * 200]


def documents(chance):
    whole = guest(chance.choice(CPUS), kind=chance.choice(["kvm", "qemu", "", "%s"]),
                  machine=chance.choice(["pseries-10.0", "pseries", "powernv10", "x" * 500]),
                  emulator=chance.choice(["/usr/bin/qemu-system-ppc64", "", "../" * 200, "%n"]),
                  more=argument(*(chance.choice(["-machine", "-cpu", "host,compat=power8", "max-cpu-compat=power9",
                                                 "-accel", "tcg", "%n", "x" * 9000]) for _ in range(chance.randrange(6)))))
    text = whole.encode()
    at = chance.randrange(len(text))
    return chance.choice([
        text, text, text, text[:at], text[at:], b"", b"\0", b"<", text + text, b"\xff\xfe" + text,
        text[:at] + bytes(chance.randrange(256) for _ in range(9)) + text[at:], text.decode().encode("utf-16"),
        chance.randbytes(3000), b"<domain>" * 5000, text.replace(b"<", b"&lt;"), b" " * 100_000 + text, b"x" * 600_000,
        b"<!DOCTYPE d SYSTEM 'file:///etc/passwd'>" + text,
    ])


def environment(chance, address):
    names = ["HOME", "PATH", "LC_ALL", "TMPDIR", "XML_CATALOG_FILES", "SGML_CATALOG_FILES", "XML_DEBUG_CATALOG",
             "SYSTEMD_LOG_LEVEL", "SYSTEMD_LOG_TARGET", "JOURNAL_STREAM", "NOTIFY_SOCKET", "GCONV_PATH", "LANGUAGE",
             "DBUS_SESSION_BUS_ADDRESS", "LIBVIRT_DEFAULT_URI", "XDG_CACHE_HOME"]
    values = ["", "/", "/nowhere", "debug", "console", "%n%s", "x" * 50_000, "8:1", "file:///etc/passwd", "\udcff"]
    chosen = {name: chance.choice(values) for name in chance.sample(names, chance.randrange(len(names)))}
    return chosen | ({} if address is None else {"DBUS_SYSTEM_BUS_ADDRESS": address})


def arguments(chance):
    if chance.random() < 0.6:
        return [chance.choice(NAMES), "prepare", "begin", chance.choice(["-", "", "x" * 1000])]
    return [chance.choice(NAMES + OPERATIONS + STEPS) for _ in range(chance.randrange(8))] if chance.random() < 0.3 else [
        chance.choice(NAMES), chance.choice(OPERATIONS), chance.choice(STEPS), "-"]


def starved(process="self"):
    """For how many seconds it could have run and was given no processor, as it is on a busy machine."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[1]) / 1e9


def run(command, variables, text):
    """Its status, what it printed, and how long it took while it and this process had a processor."""
    start = time.monotonic() - starved()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=variables) as process:
        with contextlib.suppress(BrokenPipeError), process.stdin:
            process.stdin.write(text)
        end = os.pidfd_open(process.pid)
        select.select([end], [], [], 20)
        seconds = time.monotonic() - starved() - starved(process.pid) - start
        os.close(end)
        process.kill()
        return process.wait(), process.stdout.read(), process.stderr.read(), seconds


def invoke(hook, seed):
    """What is wrong with it, or None, and how long it took."""
    chance = random.Random(seed)
    words = [hook.path, *arguments(chance)]
    if chance.random() < 0.2:
        words = ["/bin/sh", "-c", chance.choice(WRAPPERS) + '; exec "$@"', "sh", *words]
    command = [os.fsencode(word) for word in words]
    variables = environment(chance, chance.choice(addresses(hook)))
    status, output, error, seconds = run(command, {os.fsencode(name): os.fsencode(value) for name, value in
                                                   variables.items()}, documents(chance))
    fine = (status in (0, 1) and output == b"" and (status == 1 or error == b"") and len(error) < 200 and
            seconds < LIMIT)
    return (None if fine else f"seed {seed}: {status} {seconds:.1f} s {output!r} {error!r}"), seconds


def test_hostile_invocations(request, hook, daemon, record_property):
    count = request.config.getoption("--hostile")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    results = [invoke(hook, seed) for seed in range(count)]
    hook.journal.take()
    record_property("figures", f"{count} invocations, the slowest of {max(seconds for _, seconds in results):.2f} s")
    problems = [problem for problem, _ in results if problem]
    assert not problems, "\n".join(problems[:10])


@pytest.mark.parametrize("stdin", ["/", "/dev/null", "/proc/self/mem", "/dev/zero", "/dev/urandom"])
def test_odd_inputs(hook, daemon, stdin):
    descriptor = os.open(stdin, os.O_RDONLY)
    hook.notes(stdin=descriptor)
    os.close(descriptor)


@pytest.mark.parametrize("closed, status", [("0<&-", 0), ("1>&-", 1), ("2>&-", 1), ("0<&- 1>&- 2>&-", 0)])
def test_closed_descriptors(hook, daemon, cache, closed, status):
    """The bus and the journal are no standard error of it, whatever number they get."""
    command = ["/bin/sh", "-c", f'exec {closed}; exec "$@"', "sh", hook.path, "web", *START]
    done = subprocess.run(command, input=DOOMED.encode(), capture_output=True, env=hook.environment(), timeout=20)
    assert (done.returncode, done.stdout) == (status, b"")
    assert bool(done.stderr) == (closed == "1>&-")
    assert len(hook.journal.take()) == (status == 0)


def test_no_program_is_run_for_a_bus(hook, daemon, tmp_path):
    """Without the rule the address would make one; the usual bus, which is not there, is asked instead."""
    marker = tmp_path / "ran"
    address = f"unixexec:path=/usr/bin/touch,argv1={marker}"
    for words in address, f"{hook.address};{address}", f"unix:path=/nowhere;{address}":
        hook.notes(DOOMED, DBUS_SYSTEM_BUS_ADDRESS=words)
    assert not marker.exists()


def test_it_forks_nothing_and_leaves_nothing(hook, daemon, cache, tmp_path):
    """By what it asks of the kernel: no process, no file that is written, made or removed."""
    trace = tmp_path / "trace"
    # A sanitizer would look for leaks in a process of its own.
    environment = hook.environment(ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0")
    done = subprocess.run(["strace", "-f", "-o", trace, "-e", "trace=process,openat,open,creat,unlink,mkdir,rename,connect",
                           hook.path, "web", "prepare", "begin", "-"], input=DOOMED.encode(),
                          capture_output=True, env=environment, timeout=20)
    assert done.returncode == 1
    calls = trace.read_text()
    # The hook, and the program that judges, which it becomes.
    assert calls.count("execve(") == 2 and "connect(" in calls
    for word in ("fork", "clone", "O_WRONLY", "O_RDWR", "O_CREAT", "unlink", "mkdir", "rename", "libvirt-sock"):
        assert word not in calls, word
