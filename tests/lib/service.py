# SPDX-License-Identifier: LGPL-2.1-or-later
"""ppc-compatd as a process: started as a service user, watched, ended."""

import os
import pwd
import re
import signal
import subprocess

from deadline import DEADLINE, wait_for

# Of our own environment: for sanitizers, and where to count what runs.
KEPT = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "GCOV_PREFIX")
SANITIZER_REPORT = re.compile(r"runtime error:|ERROR: \w+Sanitizer")


def asan_runtime(program):
    """What has to be first in LD_PRELOAD; empty for a program without ASan."""
    if b"libasan.so" not in program.read_bytes():
        return []
    return [subprocess.run(["gcc", "-print-file-name=libasan.so"], check=True, capture_output=True, text=True,
                           timeout=DEADLINE).stdout.strip()]


class Service:
    def __init__(self, program, place, user):
        self.program = program
        self.user = user
        self.address = f"unix:path={place / 'bus'}"
        self.log = place / "ppc-compatd.log"
        self.log.touch()
        self.process = None

    def command(self, arguments):
        # Killed with the tests, should these be killed.
        become = ["setpriv", "--pdeathsig=KILL"]
        if os.geteuid() == 0:
            entry = pwd.getpwnam(self.user)
            become += [f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
        return [*become, self.program, f"--address={self.address}", *arguments]

    def environment(self, additions, preload):
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        if preload:
            kept["LD_PRELOAD"] = ":".join(asan_runtime(self.program) + [str(library) for library in preload])
        return kept | additions

    def start(self, *arguments, environment=None, preload=()):
        """Does not wait for anything."""
        assert self.process is None
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command(arguments), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env=self.environment(environment or {}, preload))

    def replay(self, capture, **options):
        self.start("--replay", capture.path, **options)

    def live(self, tree, kvm, environment=None, preload=()):
        """With a device tree of files, and the simulated KVM."""
        self.start("--device-tree", tree.directory, "--kvm-device", kvm.device, preload=[kvm.library, *preload],
                   environment=kvm.environment | (environment or {}))

    @property
    def pid(self):
        return self.process.pid

    def send(self, number):
        self.process.send_signal(number)

    def lines(self):
        return self.log.read_text().splitlines()

    def wait_for_line(self, pattern):
        return wait_for(lambda: [line for line in self.lines() if re.search(pattern, line)],
                        f"a line of its log with '{pattern}'")

    def wait_for_end(self):
        """Its exit status."""
        status = self.process.wait(DEADLINE)
        self.process = None
        return status

    def stop(self):
        self.send(signal.SIGTERM)
        try:
            return self.wait_for_end()
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self):
        self.send(signal.SIGKILL)
        self.wait_for_end()

    def finish(self):
        """Ends it where it runs still; it has to end well, and without a sanitizer's complaint."""
        status = 0
        if self.process:
            self.send(signal.SIGCONT)
            status = self.stop()
        log = self.log.read_text()
        assert status == 0 and not SANITIZER_REPORT.search(log), log
