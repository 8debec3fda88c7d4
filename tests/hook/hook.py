# SPDX-License-Identifier: LGPL-2.1-or-later
"""The hook, run as libvirt does: four arguments, the domain on standard input, hardly any environment."""

import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MESSAGE_ID = re.search(r'"([0-9a-f]{32})"', (ROOT / "client/hook/journalline.h").read_text())[1]
CACHE = Path("/var/cache/libvirt/qemu/capabilities")
EMULATOR = "/usr/bin/qemu-system-ppc64"
START = ("prepare", "begin", "-")

# By its own clock it is done within a second; on a busy machine it may not be given the processor at once.
LIMIT = 1.0
MARGIN = 1.0


def guest(cpu="", kind="kvm", machine="pseries-10.0", arch="ppc64le", emulator=EMULATOR, more=""):
    return f"""\
<domain type='{kind}' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>web</name>
  <os><type arch='{arch}' machine='{machine}'>hvm</type></os>
  {cpu}
  <devices><emulator>{emulator}</emulator></devices>
  {more}
</domain>
"""


def argument(*words):
    words = "".join(f"<qemu:arg value='{word}'/>" for word in words)
    return f"<qemu:commandline>{words}</qemu:commandline>"


class Journal:
    """The socket of journald; what arrives there is kept."""

    PATH = Path("/run/systemd/journal/socket")

    def __enter__(self):
        self.PATH.parent.mkdir(parents=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
        self.socket.bind(str(self.PATH))
        return self

    def __exit__(self, *_):
        self.socket.close()
        shutil.rmtree("/run/systemd")

    def take(self):
        """The records since the last time, each as a dictionary."""
        records = []
        while True:
            try:
                text = self.socket.recv(65536).decode("ascii")
            except BlockingIOError:
                return records
            records.append(dict(line.split("=", 1) for line in text.splitlines()))


class LibvirtCache:
    def __enter__(self):
        CACHE.mkdir(parents=True)
        return self

    def __exit__(self, *_):
        shutil.rmtree(CACHE)

    def write(self, name="0", emulator=EMULATOR, qemu="10000002", libvirt="11003000"):
        """The few lines of libvirt's file that matter, at their places."""
        (CACHE / f"{name}.xml").write_text(f"""\
<qemuCaps>
  <emulator>{emulator}</emulator>
  <qemuctime>1795428723</qemuctime>
  <selfctime>1795428722</selfctime>
  <selfvers>{libvirt}</selfvers>
  {"<flag name='kvm'/>" * 300}
  <version>{qemu}</version>
  <kvmVersion>0</kvmVersion>
</qemuCaps>
""")


class Result:
    def __init__(self, process, records, seconds):
        self.status = process.returncode
        self.stdout = process.stdout
        self.stderr = process.stderr
        self.records = records
        self.seconds = seconds


class Hook:
    def __init__(self, path, address, journal):
        self.path = path
        self.address = address
        self.journal = journal

    def environment(self, **changes):
        kept = {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
        return kept | {"LC_ALL": "C", "PATH": "/usr/bin", "HOME": "/root", "USER": "root", "LOGNAME": "root",
                       "DBUS_SYSTEM_BUS_ADDRESS": self.address} | changes

    def run(self, text="", words=START, stdin=None, name="web", **environment):
        """It never prints, ends in time, and says what it says of a start in one line."""
        start = time.monotonic()
        given = {"input": text.encode()} if stdin is None else {"stdin": stdin}
        process = subprocess.run([self.path, name, *words], capture_output=True, timeout=20,
                                 env=self.environment(**environment), **given)
        result = Result(process, self.journal.take(), time.monotonic() - start)
        assert result.stdout == b""
        assert result.seconds < LIMIT + MARGIN
        return result

    def starts(self, *arguments, **keywords):
        """The records that came with it."""
        result = self.run(*arguments, **keywords)
        assert (result.status, result.stderr) == (0, b"")
        return result.records

    def refuses(self, *arguments, **keywords):
        result = self.run(*arguments, **keywords)
        assert (result.status, result.records) == (1, [])
        line = result.stderr.decode("ascii")
        assert re.fullmatch(r"[ -~]{40,198}\n", line)
        return line[:-1]

    def notes(self, *arguments, verdict="", **keywords):
        """What the one record says."""
        [record] = self.starts(*arguments, **keywords)
        assert record["MESSAGE_ID"] == MESSAGE_ID
        assert (record["PRIORITY"], record["SYSLOG_IDENTIFIER"]) == ("5", "ppc-compat-hook")
        assert record["PPC_COMPAT_VERDICT"] == verdict
        return record["MESSAGE"]
