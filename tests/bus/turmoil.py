# SPDX-License-Identifier: LGPL-2.1-or-later
"""Does what actions.py says to a real daemon and its simulated host, and lets the model of the contract watch."""

import collections
import signal
import time

from actions import Actions
from crowd import Crowd
from deadline import DEADLINE
from judgement import HOSTS
from model import Model
from stall import stalled

# An event is waited for others to follow it so long.
BURST = 2.0
HOUR = 3600
TICK = 0.002


class Turmoil:
    def __init__(self, service, bus, kvm, tree, clock, devices, seed):
        self.service, self.bus, self.kvm, self.tree, self.clock, self.devices = service, bus, kvm, tree, clock, devices
        self.actions = iter(Actions(seed))
        self.counts = collections.Counter()
        self.asleep = 0
        self.bus_returns = None

    def begin(self, version):
        self.model = Model(self.kvm, version, time.monotonic() - 60)
        self.crowd = Crowd(self.bus.address, self.model)
        self.connect()

    def connect(self):
        self.crowd.connect()
        self.heard_since = self.crowd.listener.properties["Generation"]

    def run(self, seconds):
        """At least so long, and then until all is quiet."""
        end = time.monotonic() + seconds
        for action in self.actions:
            self.wait_until(time.monotonic() + action.pause)
            getattr(self, action.name)(action)
            self.counts[action.name] += 1
            if action.name == "settle" and time.monotonic() > end:
                return

    # Time

    def tick(self):
        if self.bus_returns and time.monotonic() >= self.bus_returns:
            self.bus_returns = None
            self.bus.start()
            self.connect()
        if self.crowd.is_there():
            self.crowd.tick()
        if self.service.process.poll() is not None:
            raise AssertionError("the daemon has ended")
        time.sleep(TICK)

    def wait_until(self, moment):
        self.tick()
        while time.monotonic() < moment:
            self.tick()

    def wait_for(self, condition, limit, what):
        """The limit is of a moment that moves with what is known."""
        began = stalled()
        while not condition():
            if time.monotonic() > limit() + stalled() - began:
                raise AssertionError(f"{what} by {limit():.3f}")
            self.tick()

    # The host

    def behave(self, action):
        self.kvm.behave(action.line)

    def change_tree(self, action):
        began = time.monotonic()
        self.tree.replace_cpu_version(action.version)
        self.model.change_tree(action.version, began, time.monotonic())

    def hang_up(self, action):
        self.service.send(signal.SIGHUP)

    def send_uevent(self, action):
        self.devices.send("cpu", "online")

    def sleep(self, action):
        began = time.monotonic()
        self.asleep += HOUR
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(f"{self.asleep}\n")
        fresh.rename(self.clock)
        self.model.sleep(began, time.monotonic())

    # The bus, and who is on it; while it is away nobody is

    def kill_bus(self, action):
        if self.crowd.is_there():
            self.bus.kill()
            self.crowd.disconnect()
            self.bus_returns = time.monotonic() + action.seconds

    def read(self, action):
        if self.crowd.is_there():
            self.crowd.read(action.caller)

    def refresh(self, action):
        if self.crowd.is_there():
            self.crowd.call(action.caller, action.trigger)

    def refresh_in_haste(self, action):
        if self.crowd.is_there():
            self.crowd.call(action.caller, action.trigger, limit=action.seconds)

    def leave(self, action):
        if self.crowd.is_there():
            self.crowd.call(action.caller, action.trigger)
            self.crowd.leave(action.caller)

    def kill_caller(self, action):
        if self.crowd.is_there():
            self.crowd.start_victim(action.trigger, action.seconds)

    # Quiet: the last change must not be lost, though nobody reads after it

    def settle(self, action):
        end = time.monotonic() + DEADLINE
        self.wait_for(self.crowd.is_quiet, lambda: end, "callers and reads are not over")
        changed = getattr(self, f"settle_by_{action.how}")(action)
        self.wait_for(lambda: self.model.first_question(changed) < len(self.kvm.probes()),
                      lambda: self.model.limit(changed) + BURST, "KVM is not asked again after the last change")
        question = self.model.first_question(changed)
        self.wait_for(lambda: self.model.is_settled(self.crowd.listener.properties, question, time.monotonic()),
                      lambda: self.model.limit(changed) + BURST,
                      f"signals do not tell the answer to {self.kvm.probes()[question]}, of cpu-version "
                      f"{self.model.trees[-1].version:#x}, but {self.crowd.listener.properties}")
        self.crowd.check_view(self.heard_since)
        self.model.check()

    def settle_by_event(self, action):
        self.kvm.behave(action.line)
        changed = time.monotonic()
        self.send_uevent(action)
        return changed

    def settle_by_signal(self, action):
        self.kvm.behave(action.line)
        changed = time.monotonic()
        self.hang_up(action)
        return changed

    def settle_by_call(self, action):
        self.kvm.behave(action.line)
        changed = time.monotonic()
        self.crowd.call(action.caller, "migration", then_read=False)
        return changed

    def settle_by_tree(self, action):
        """It changes while KVM is being asked, without an event."""
        self.kvm.behave("slow 0x7000000000000000")
        asked = time.monotonic()
        self.crowd.call(action.caller, "migration", then_read=False)
        self.wait_for(lambda: self.model.first_question(asked) < len(self.kvm.probes()),
                      lambda: self.model.limit(asked), "KVM is not asked for a call")
        self.kvm.behave(action.line)
        others = [version for version in HOSTS if version != self.model.trees[-1].version]
        changed = time.monotonic()
        self.tree.replace_cpu_version(others[action.caller])
        self.model.change_tree(others[action.caller], changed, time.monotonic())
        return changed
