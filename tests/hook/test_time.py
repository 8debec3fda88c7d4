# SPDX-License-Identifier: LGPL-2.1-or-later
"""Nobody is waited for longer than a second: the guest starts instead."""

import contextlib
import itertools
import os
import signal
import socket
import string
import subprocess
import sys
import time

import pytest

from guestfiles import mode
from hook import LIMIT, Hook, guest
from rig import NAME, wait_for

DOOMED = guest(mode("power11"))

# So that one that gives up at once does not pass for one that waits as long as it may.
WAITED = 0.5


@pytest.fixture
def bare_hook(hook_path, own_bus, journal):
    journal.take()
    return Hook(hook_path, own_bus.address, journal)


def activate(bus, command):
    """What the bus starts when somebody asks for the daemon."""
    (bus.services / f"{NAME}.service").write_text(f"[D-BUS Service]\nName={NAME}\nExec={command}\n")


@contextlib.contextmanager
def stopped(process):
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def waited(hook, reason, **keywords):
    start = time.monotonic()
    assert reason in hook.notes(**{"text": DOOMED} | keywords)
    assert time.monotonic() - start > WAITED


def test_no_bus(hook_path, journal, tmp_path):
    journal.take()
    assert "the system bus cannot be reached" in Hook(hook_path, f"unix:path={tmp_path}/none", journal).notes(DOOMED)


def test_no_daemon(bare_hook):
    assert "ppc-compatd is not there" in bare_hook.notes(DOOMED)


def test_a_daemon_that_cannot_be_started(bare_hook, own_bus):
    """As systemd does for a unit that is masked, the bus has an error of its own for it."""
    activate(own_bus, "/bin/false")
    assert "not judged" in bare_hook.notes(DOOMED)


def test_the_daemon_is_started(bare_hook, own_bus, request, daemon):
    """The capture is that of the other daemon."""
    pid_file = own_bus.place / "pid"
    program = request.config.getoption("--daemon")
    activate(own_bus, f"/bin/sh -c 'echo $$ >{pid_file}; exec {program} --replay {daemon.capture.path} --address "
                      f"{own_bus.address}'")
    bare_hook.refuses(DOOMED)
    os.kill(int(pid_file.read_text()), signal.SIGTERM)
    own_bus.wait_for_daemon(False)


def test_a_silent_bus(hook_path, silent_bus, journal):
    journal.take()
    waited(Hook(hook_path, silent_bus, journal), "the system bus cannot be reached")


def test_a_bus_that_takes_no_connection(hook_path, journal, tmp_path):
    """Its queue is full."""
    journal.take()
    with socket.socket(socket.AF_UNIX) as server, contextlib.ExitStack() as others:
        server.bind(str(tmp_path / "full"))
        server.listen(0)
        for _ in range(3):
            other = others.enter_context(socket.socket(socket.AF_UNIX))
            other.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                other.connect(server.getsockname())
        Hook(hook_path, f"unix:path={tmp_path}/full", journal).notes(DOOMED)


def test_a_bus_that_hangs(bare_hook, own_bus):
    with stopped(own_bus.process):
        waited(bare_hook, "the system bus cannot be reached")


def test_a_daemon_that_hangs(hook, daemon):
    with stopped(daemon.process):
        waited(hook, "ppc-compatd does not answer in time")


def test_a_start_without_end(bare_hook, own_bus):
    pid_file = own_bus.place / "pid"
    activate(own_bus, f"/bin/sh -c 'echo $$ >{pid_file}; exec sleep 60'")
    waited(bare_hook, "ppc-compatd does not answer in time")
    os.kill(int(wait_for(pid_file.read_text, "the service")), signal.SIGKILL)


def test_an_answer_that_is_not_understood(fake_hook, fake):
    fake.tell(drop=["CompatModes"])
    assert "not understood" in fake_hook.notes(DOOMED)


def test_an_error_for_an_answer(fake_hook, fake):
    fake.tell(fail={"GetAll": "org.freedesktop.DBus.Error.Failed"})
    assert "as the test wants it" in fake_hook.notes(DOOMED)


def test_xml_that_never_comes(hook, daemon):
    reader, writer = os.pipe()
    with open(reader), open(writer, "w"):
        waited(hook, "cannot be read", stdin=reader)


def test_xml_that_does_not_end(hook, daemon):
    slow = ("import sys, time, os\n"
            "while True: os.write(1, b'<'); time.sleep(0.05)")
    with subprocess.Popen([sys.executable, "-c", slow], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        waited(hook, "cannot be read", stdin=process.stdout)
        process.kill()


def test_more_xml_than_there_is(hook, daemon):
    with subprocess.Popen(["yes", "<a/>"], stdout=subprocess.PIPE) as endless:
        assert "cannot be read: File too large" in hook.notes(stdin=endless.stdout)
        endless.terminate()


def short_names(count):
    """The shortest there are, so that most of them fit in."""
    names = ("".join(letters) for length in itertools.count(1)
             for letters in itertools.product(string.ascii_letters, repeat=length))
    return itertools.islice(names, count)


@pytest.mark.parametrize("text", [
    "<domain " + " ".join(f"{name}=''" for name in short_names(74_000)) + "/>",
    "<domain " + " ".join(f"xmlns:a{i}='u'" for i in range(30_000)) + "/>",
    "<domain>" + "".join(f"<a{i}/>" for i in range(55_000)) + "</domain>",
    "<domain>" + "<a>" * 100_000,
    "<" + "d" * 500_000,
    "<domain>" + "<!--" * 100_000,
    "<!DOCTYPE d [<!ENTITY a '" + "x" * 1000 + "'>" + "".join(
        f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 20}'>" for i in range(10)) + "]><domain>&k;</domain>",
], ids=["attributes", "namespaces", "names", "depth", "name", "comments", "entities"])
def test_xml_that_takes_long(hook, daemon, text):
    assert len(text) < 512 * 1024
    start = time.monotonic()
    hook.starts(text)
    assert time.monotonic() - start < LIMIT


@pytest.mark.parametrize("count, judged", [(512, True), (513, False)])
def test_more_attributes_than_there_are(hook, daemon, count, judged):
    """libxml2 compares each with each: ten times as many take it a hundred times as long."""
    more = "<metadata " + " ".join(f"{name}=''" for name in short_names(count)) + "/>"
    xml = guest(mode("power11"), more=more)
    if judged:
        hook.refuses(xml)
    else:
        assert "not judged" in hook.notes(xml)


def test_a_large_domain(hook, daemon):
    """Some hundreds of disks are no reason to let it pass."""
    disk = ("<disk type='block' device='disk'><driver name='qemu' type='raw' cache='none' io='native'/><source "
            "dev='/dev/disk/by-id/{0}' index='{0}'/><backingStore/><target dev='sd{0}' bus='scsi'/><alias "
            "name='scsi0-0-0-{0}'/><address type='drive' controller='0' bus='0' target='0' unit='{0}'/></disk>")
    hook.refuses(guest(mode("power11"), more="<devices>" + "".join(map(disk.format, range(1000))) + "</devices>"))


def test_a_journal_that_takes_nothing(hook_path, silent_bus, journal):
    """Nobody reads it, and its queue is full."""
    hook = Hook(hook_path, silent_bus, journal)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as other:
        with pytest.raises(BlockingIOError):
            while True:
                other.sendto(b"MESSAGE=x\n", str(journal.PATH))
    start = time.monotonic()
    process = subprocess.run([hook_path, "web", "odd", "begin", "-"], env=hook.environment(), timeout=20)
    assert process.returncode == 0 and time.monotonic() - start < LIMIT
    journal.take()


def test_nobody_reads_the_refusal(hook, daemon):
    """A pipe that is full, and one without a reader."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writer, b"x" * 4096)
    os.set_blocking(writer, True)
    for close_first in False, True:
        if close_first:
            os.close(reader)
        process = subprocess.run([hook.path, "web", "prepare", "begin", "-"], input=DOOMED.encode(), stderr=writer,
                                 env=hook.environment(), timeout=20)
        assert process.returncode == 1
    os.close(writer)
