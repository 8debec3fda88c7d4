# SPDX-License-Identifier: LGPL-2.1-or-later
"""
One private bus and what is measured on it: ppc-compatd, with a device tree and a simulated KVM, systemd-hostnamed.
"""

import contextlib
import os
import pwd
import resource
import shutil
import struct
import subprocess
from pathlib import Path

from capture import Capture
from deadline import DEADLINE, wait_for
from modes import LOGICAL_10, UP_TO_10
from privatebus import END_WITH_PARENT, KINDS, why_no_broker
from ratios import Unmeasured
from service import Service
from simulatedkvm import SimulatedKvm
from tree import Tree

USER = "daemon"
OURS = "org.ppc.Compat1"
THEIRS = "org.freedesktop.hostname1"
CALLER = "org.ppc.Bench.Caller"
ECHO = "org.ppc.Bench.Echo"
HOSTNAMED = [Path(folder) / "systemd/systemd-hostnamed" for folder in ("/usr/lib", "/lib", "/usr/libexec")]
CORES = 64

# Beside what tests/bus allows.
POLICY = f"""
  <policy user="root">
    <allow own="{THEIRS}"/>
    <allow own="{CALLER}"/>
    <allow own="{ECHO}"/>
  </policy>
  <policy context="default">
    <allow send_destination="{THEIRS}"/>
    <allow send_destination="{ECHO}"/>
  </policy>
"""
# More connections than a system bus lets one user have. dbus-broker 33 does not start with any of them.
LIMITS = {
    "dbus-broker": "",
    "dbus-daemon": "".join(f'<limit name="{name}">8192</limit>' for name in
                           ("max_completed_connections", "max_incomplete_connections", "max_connections_per_user")),
}


class Tool:
    """A program of this folder that answers each line with a line."""

    def __init__(self, *command):
        self.process = subprocess.Popen([*END_WITH_PARENT, *map(str, command)], text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def read(self):
        """The numbers of a line, or its words."""
        line = self.process.stdout.readline()
        if not line:
            raise Unmeasured(self.process.stderr.read().strip() or f"{self.process.args[2]} has ended")
        return [int(word) if word.isdecimal() else word for word in line.split()]

    def write(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()

    def ask(self, *words):
        self.write(*words)
        return self.read()

    def close(self):
        self.process.communicate(timeout=DEADLINE)


def find_hostnamed():
    for path in HOSTNAMED:
        if path.exists():
            return path
    raise Unmeasured("systemd-hostnamed is not installed")


class Rig:
    def __init__(self, build, kind, place):
        self.build, self.place = build, place
        self.tools = build / "tests/bench"
        if kind == "dbus-broker" and why_no_broker():
            raise Unmeasured(why_no_broker())
        self.bus = KINDS[kind](place, USER)
        self.bus.config.write_text(self.bus.config.read_text().replace("</busconfig>",
                                                                       f"{POLICY}{LIMITS[kind]}</busconfig>"))
        self.kvm = SimulatedKvm(self._copy("tests/bus/simkvm.so"), place)
        self.kvm.answer(UP_TO_10)
        self.preload = [self.kvm.library, self._copy("tests/bench/bench-stamp.so")]
        self.stamp_file = place / "stamps"
        self.stamp_file.write_bytes(bytes(16))
        self.stamp_file.chmod(0o666)
        self.tree = Tree(place, LOGICAL_10, CORES)
        self.service = Service(self._copy("daemon/ppc-compatd"), place, USER)
        self.hostnamed_program = find_hostnamed()
        self.hostnamed = None
        self.saving = True
        self.state = place / "state"
        self.state.mkdir()
        self.state.chmod(0o777)
        self.bus.start()
        self.caller = Tool(self.tools / "bench-load", self.bus.address, CALLER)
        self.echo = Tool(self.tools / "bench-echo", self.bus.address, ECHO)

    def _copy(self, path):
        """Where the service user can run it."""
        copy = Path(shutil.copy(self.build / path, self.place))
        copy.chmod(0o755)
        return copy

    @property
    def our_environment(self):
        folder = {"STATE_DIRECTORY": str(self.state)} if self.saving else {}
        return self.kvm.environment | folder | {"BENCH_STAMPS": str(self.stamp_file)}

    @property
    def our_arguments(self):
        return ["--device-tree", str(self.tree.directory), "--kvm-device", str(self.kvm.device)]

    @property
    def their_environment(self):
        return {"DBUS_SYSTEM_BUS_ADDRESS": self.bus.address}

    def start(self, saving=True):
        """Both services, where they do not run; the other one ends when nobody asks it anything."""
        if self.service.process and self.saving != saving:
            self.stop()
        if not self.service.process:
            self.saving = saving
            self.service.start(*self.our_arguments, preload=self.preload, environment=self.our_environment)
        if not self.hostnamed or self.hostnamed.poll() is not None:
            with open(self.place / "hostnamed.log", "ab") as log:
                self.hostnamed = subprocess.Popen([*END_WITH_PARENT, self.hostnamed_program], stderr=log, stdout=log,
                                                  stdin=subprocess.DEVNULL, env=self.their_environment)
        for name in OURS, THEIRS, ECHO:
            wait_for(lambda name=name: self.has_owner(name), f"{name} on the bus")

    def replay(self, host):
        """Our service alone, on a capture of a host of tests/replay. To be stopped before others start."""
        self.stop()
        capture = Capture(self.place / "capture")
        capture.load(host)
        self.service.replay(capture)
        wait_for(lambda: self.has_owner(OURS), f"{OURS} on the bus")

    def has_owner(self, name):
        listed = subprocess.run(["busctl", f"--address={self.bus.address}", "--acquired", "--no-legend", "list"],
                                check=True, capture_output=True, text=True, timeout=DEADLINE).stdout
        return any(line.split()[0] == name for line in listed.splitlines())

    def stop(self):
        if self.service.process:
            self.service.stop()
        if self.hostnamed:
            self.hostnamed.terminate()
            self.hostnamed.wait(DEADLINE)
            self.hostnamed = None
        for name in OURS, THEIRS:
            wait_for(lambda name=name: not self.has_owner(name), f"{name} off the bus")

    @property
    def bus_pid(self):
        """Of dbus-broker it is the child of what was started."""
        pid = self.bus.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return int(children[0]) if children else pid

    @contextlib.contextmanager
    def on_one_processor(self):
        """
        For calls, which wake one process after the other: where these are on one processor or on another in turns, by
        chance and for seconds, the time of a wake-up is another and outweighs all else.
        """
        processes = [self.bus_pid, self.service.pid, *(process.pid for process in (
            self.hostnamed, self.caller.process, self.echo.process))]
        everywhere = os.sched_getaffinity(0)
        for pid in processes:
            os.sched_setaffinity(pid, {max(everywhere)})
        try:
            yield
        finally:
            for pid in processes:
                os.sched_setaffinity(pid, everywhere)

    def call(self, count, *words):
        """Nanoseconds that so many calls took."""
        return self.caller.ask("call", count, *words)[0]

    def stamps(self):
        """When ppc-compatd handed the last two messages to the bus, in the nanoseconds of time.monotonic_ns()."""
        return struct.unpack("=QQ", self.stamp_file.read_bytes())

    def start_once(self, name):
        """Nanoseconds from exec to the name being owned, while no service runs."""
        if name == OURS:
            entry = pwd.getpwnam(USER)
            environment = self.our_environment | {"LD_PRELOAD": ":".join(map(str, self.preload))}
            command = [self.service.program, f"--address={self.bus.address}", *self.our_arguments]
            user = entry.pw_uid, entry.pw_gid
        else:
            environment, command, user = self.their_environment, [self.hostnamed_program], (0, 0)
        words = [self.tools / "bench-start", self.bus.address, name, *user, self.place / "start.log",
                 *(f"{key}={value}" for key, value in environment.items()), *command]
        done = subprocess.run([*END_WITH_PARENT, *map(str, words)], capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise Unmeasured(f"{name} did not start: {done.stderr.strip()}")
        return int(done.stdout)

    def close(self):
        self.caller.close()
        self.echo.process.kill()
        self.echo.close()
        if self.service.process:
            self.service.kill()
        if self.hostnamed:
            self.hostnamed.kill()
            self.hostnamed.wait(DEADLINE)
        self.bus.stop()


def raise_limit(descriptors):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < descriptors:
        raise Unmeasured(f"{descriptors} descriptors are needed, and this system lets a process have {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, descriptors), hard))


def cpu_time(pid):
    """Nanoseconds on a processor."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])


def memory(pid):
    """Kilobytes by smaps_rollup's names."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


def load_average():
    return " ".join(f"{value:.1f}" for value in os.getloadavg())
