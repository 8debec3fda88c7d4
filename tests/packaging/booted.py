# SPDX-License-Identifier: LGPL-2.1-or-later
"""The small system with its own systemd running in it, as in a container, so that services start and stop."""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import sys

import system as systems

# The bus's client and what waits for a condition are those of the bus suite.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "bus"))

import command  # noqa: E402
from deadline import DEADLINE, wait_for  # noqa: E402
from privatebus import END_WITH_PARENT  # noqa: E402

# Where a root of many services has taken all the inotify instances of its user, systemd cannot start for a while.
BOOT_DEADLINE = 120
# Whoever ends the tests ends the system, and all that it has mounted.
IN_NAMESPACES = [*END_WITH_PARENT, "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
BOOT = """
    for folder in $3; do echo 0 >"$folder/cgroup.procs"; done
    mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/changes,workdir=$2/overlay" "$2/root"
    mount -t tmpfs tmpfs /run
    exec systemd-nspawn --quiet --register=no --keep-unit --private-network --link-journal=no --console=pipe \\
        --machine=ppc-compatd --directory="$2/root" --bind="$2:/mnt" --boot
    """


def cgroup_folders():
    """Those that this process is in of the hierarchies that systemd uses."""
    own = dict(line.split(":", 2)[1:] for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines())
    for line in pathlib.Path("/proc/self/mounts").read_text().splitlines():
        _, place, kind, options, *_ = line.split()
        if kind == "cgroup2" or (kind == "cgroup" and "name=systemd" in options.split(",")):
            yield pathlib.Path(place + own["" if kind == "cgroup2" else "name=systemd"])


def children_of(pid):
    return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def remove_cgroups(top):
    """A group that a process is just leaving is not empty yet."""

    def is_removed(folder):
        try:
            folder.rmdir()
        except OSError:
            return not folder.exists()
        return True

    for folder in [*sorted((path for path in top.rglob("*") if path.is_dir()), reverse=True), top]:
        wait_for(lambda folder=folder: is_removed(folder), f"{folder} to be empty")


class Booted(systems.System):
    def __init__(self, base, work):
        super().__init__(base, work)
        self.process = self.leader = None
        self.cgroups = [folder / f"ppc-compatd-{work.stat().st_ino}" for folder in cgroup_folders()]
        self.log = work.parent / "boot.log"

    def __enter__(self):
        for folder in [self.work / name for name in ("changes", "overlay", "root")] + self.cgroups:
            folder.mkdir()
        try:
            wait_for(self._boot, f"a system to boot; see {self.log}", BOOT_DEADLINE)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *details):
        self._end()
        for folder in self.cgroups:
            remove_cgroups(folder)

    def _boot(self):
        self._end()
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [*IN_NAMESPACES, "sh", "-euc", BOOT, "boot", self._base, self.work, " ".join(map(str, self.cgroups))],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for(lambda: self._find_leader() or self._has_ended(), "systemd")
        self.leader = self._find_leader()
        return self.leader and self._is_running()

    def _has_ended(self):
        return self.process.poll() is not None

    def _find_leader(self):
        """The first process in it, once that is systemd and no more systemd-nspawn on its way there."""
        # Those on the way end at any moment.
        with contextlib.suppress(OSError):
            for nspawn in children_of(self.process.pid):
                for pid in children_of(nspawn):
                    if pathlib.Path(f"/proc/{pid}/comm").read_text() == "systemd\n":
                        return pid
        return None

    def _is_running(self):
        def said():
            done = subprocess.run(self._inside("systemctl", "is-system-running", "--wait"), stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, timeout=DEADLINE)
            # Until systemd listens there is nobody to be asked.
            return re.fullmatch("running|degraded", done.stdout.strip()) or self._has_ended()

        wait_for(said, "systemd to have started all", BOOT_DEADLINE)
        return not self._has_ended()

    def _end(self):
        if self.process:
            with contextlib.suppress(OSError):
                # systemd-nspawn, or else unshare, which waits for it.
                for pid in children_of(self.process.pid) or [self.process.pid]:
                    os.kill(int(pid), signal.SIGKILL)
            self.process.wait(DEADLINE)
            self.process = self.leader = None

    def _inside(self, *arguments):
        return ["nsenter", f"--target={self.leader}", "--all", *map(str, arguments)]

    def run(self, *arguments, limit=300):
        return command.run(self._inside(*arguments), limit)

    @property
    def bus_address(self):
        return f"unix:path=/proc/{self.leader}/root/run/dbus/system_bus_socket"
