#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs systemd-journald with a journal of its own, has lines written to it, and runs commands that read it.

Usage: unshare -m private_journal.py LINES.json COMMANDS.json

The lines are pairs of an identifier and a text; of each command, [status, output, errors] is printed as JSON. The journal
is real. A line of the kernel cannot be written to it from outside.
"""

import json
import pathlib
import socket
import subprocess
import sys

from deadline import DEADLINE, wait_for

SOCKET = pathlib.Path("/run/systemd/journal/socket")
MACHINE = "0123456789abcdef0123456789abcdef"
CONFIG = "[Journal]\nStorage=volatile\nReadKMsg=no\nForwardToSyslog=no\n"
JOURNALD = next(path for path in ("/usr/lib/systemd/systemd-journald", "/lib/systemd/systemd-journald")
                if pathlib.Path(path).exists())


def prepare():
    """Folders in memory, in this namespace alone."""
    for folder in "/run", "/var/log":
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=True)
    for folder in "/run/systemd/journal", "/run/log/journal", "/run/systemd/journald.conf.d":
        pathlib.Path(folder).mkdir(parents=True)
    pathlib.Path("/run/systemd/journald.conf.d/private.conf").write_text(CONFIG)
    pathlib.Path("/run/machine-id").write_text(MACHINE + "\n")
    subprocess.run(["mount", "--bind", "/run/machine-id", "/etc/machine-id"], check=True)


def write(lines):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
        connection.connect(str(SOCKET))
        for identifier, text in lines:
            connection.send(f"SYSLOG_IDENTIFIER={identifier}\nMESSAGE={text}\n".encode())


def has(text):
    shown = subprocess.run(["journalctl", "--no-pager", "-o", "cat"], capture_output=True, text=True).stdout
    return text in shown


def run(command):
    result = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, stdin=subprocess.DEVNULL)
    return [result.returncode, result.stdout, result.stderr]


def main(lines, commands):
    prepare()
    with open("/run/journald.log", "wb") as log:
        journald = subprocess.Popen([JOURNALD], stdout=log, stderr=log)
    try:
        wait_for(SOCKET.exists, "the journal's socket")
        write([*lines, ["end", "all lines are written"]])
        wait_for(lambda: has("all lines are written"), "the lines in the journal")
        print(json.dumps([run(command) for command in commands]))
    finally:
        journald.terminate()
        journald.wait(DEADLINE)


if __name__ == "__main__":
    main(*(json.loads(argument) for argument in sys.argv[1:]))
