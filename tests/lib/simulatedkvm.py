# SPDX-License-Identifier: LGPL-2.1-or-later
"""/dev/kvm as simkvm.c simulates it: what it answers from now on, and when it was asked."""

from dataclasses import dataclass

from deadline import wait_for


@dataclass(frozen=True)
class Probe:
    pid: int
    time: float  # of CLOCK_MONOTONIC, as time.monotonic()
    line: str

    @property
    def behaviour(self):
        return self.line.split()[0]

    def is_alive(self):
        try:
            with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
                # A zombie waits for its new parent.
                return stat.read().rpartition(")")[2].split()[0] != "Z"
        except (FileNotFoundError, ProcessLookupError):
            return False


class SimulatedKvm:
    def __init__(self, library, place):
        self.library = library
        self.device = place / "kvm"
        self.control = place / "simkvm-control"
        self.seqnum = place / "simkvm-seqnum"
        self.log = place / "simkvm-log"
        self.log.touch()
        self.log.chmod(0o666)
        self.seen, self.read_to = [], 0

    @property
    def environment(self):
        return {"SIMKVM_DEVICE": str(self.device), "SIMKVM_CONTROL": str(self.control), "SIMKVM_LOG": str(self.log),
                "SIMKVM_SEQNUM": str(self.seqnum)}

    def behave(self, behaviour):
        """From the next time that it is asked; the words are those at the head of simkvm.c."""
        fresh = self.control.with_suffix(".new")
        fresh.write_text(behaviour + "\n")
        fresh.rename(self.control)

    def answer(self, mask):
        self.behave(f"ok {mask:#x}")

    def answer_slowly(self, mask):
        self.behave(f"slow {mask:#x}")

    def probes(self):
        """All so far, the first one first."""
        with open(self.log, encoding="ascii") as log:
            log.seek(self.read_to)
            for line in log.read().splitlines(keepends=True):
                pid, usec, behaviour = line.split(maxsplit=2)
                self.seen.append(Probe(int(pid), int(usec) / 1e6, behaviour.strip()))
                self.read_to += len(line)
        return self.seen

    def wait_for_probes(self, count):
        """Until it has been asked so often; returns the newest."""
        wait_for(lambda: len(self.probes()) >= count, f"KVM to be asked {count} times")
        return self.probes()[-1]
