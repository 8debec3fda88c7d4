# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clients of one daemon that read, listen, call Refresh() and go; what they see is taken to a model of the contract."""

import subprocess
import time
from dataclasses import dataclass

from gi.repository import Gio, GLib

from client import NAME, PATH, PROPERTIES, BusError, Client
from deadline import DEADLINE, wait_for
from model import Call, Read
from recorder import take_in

CALLERS = 3
UNSIGNALLED = {"LastQueryTimestamp", "LastQueryTimestampMonotonic", "QueryCount"}
# How a call ends whose caller does not wait so long.
GIVEN_UP = ("g-io-error-quark", "org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.Timeout")


def send(client, member, arguments, interface, limit, on_answer):
    """on_answer gets the values, or the BusError."""

    def on_done(connection, result):
        try:
            on_answer(connection.call_finish(result).unpack())
        except GLib.Error as error:
            on_answer(BusError(error))

    client.connection.call(NAME, PATH, interface, member, arguments, None, Gio.DBusCallFlags.NO_AUTO_START,
                           int(limit * 1000), None, on_done)


class Listener(Client):
    """Has read all once, and knows the rest from signals."""

    def __init__(self, address, model):
        super().__init__(address)
        self.model = model
        self.properties = {}
        self.generations = set()
        self.connection.signal_subscribe(NAME, None, None, PATH, None, Gio.DBusSignalFlags.NONE, self.on_signal)
        self.ask_bus("GetId")

    def on_signal(self, connection, sender, path, interface, member, body):
        if member == "PropertiesChanged":
            self.take(body.unpack()[1])
        elif body.unpack()[1] != self.properties.get("CompatModes"):
            self.model.complain(f"CompatChanged has {body.unpack()[1]}, and CompatModes is {self.properties}")

    def take(self, changed):
        if "Generation" in changed:
            if changed["Generation"] < self.properties.get("Generation", 0):
                self.model.complain(f"a signal takes the generation back: {changed}")
            self.generations.add(changed["Generation"])
        self.properties.update(changed)


@dataclass(eq=False)
class Waiting:
    client: Client
    call: Call


@dataclass(eq=False)
class Reading:
    client: Client
    read: Read


class Crowd:
    def __init__(self, address, model):
        self.address, self.model = address, model
        self.listener, self.callers = None, []
        self.waiting, self.reads, self.victims = [], [], []

    # On the bus, and off it

    def is_there(self):
        return self.listener is not None

    def connect(self):
        self.listener = Listener(self.address, self.model)
        self.callers = [Client(self.address) for _ in range(CALLERS)]
        wait_for(self.listener.is_name_owned, "the name to be on the bus")
        read = self.model.begin_read(time.monotonic())

        def on_answer(answer):
            self.model.take_read(read, answer[0], time.monotonic())
            self.listener.take(answer[0])

        # In the order of the signals, unlike an answer that is waited for.
        send(self.listener, "GetAll", GLib.Variant("(s)", (NAME,)), PROPERTIES, DEADLINE, on_answer)
        wait_for(lambda: take_in() or "Version" in self.listener.properties, "the listener's first read")

    def disconnect(self):
        for waiting in [*self.waiting]:
            self.stop_waiting(waiting)
        for client in [self.listener, *self.callers]:
            client.close()
        self.listener, self.callers, self.reads = None, [], []
        take_in()

    def is_quiet(self):
        return self.is_there() and not (self.waiting or self.reads or self.victims)

    # Reads

    def read_now(self):
        read = self.model.begin_read(time.monotonic())
        properties = self.listener.get_all()
        self.model.take_read(read, properties, time.monotonic())
        return properties

    def read(self, number):
        client = self.callers[number]
        read = Reading(client, self.model.begin_read(time.monotonic()))
        self.reads.append(read)

        def on_answer(answer):
            if client not in self.callers:
                return
            self.reads.remove(read)
            if isinstance(answer, BusError):
                self.model.complain(f"a read was answered with {answer}")
            else:
                self.model.take_read(read.read, answer[0], time.monotonic())

        send(client, "GetAll", GLib.Variant("(s)", (NAME,)), PROPERTIES, DEADLINE, on_answer)

    # Calls of Refresh()

    def call(self, number, trigger, limit=DEADLINE, then_read=True):
        waiting = Waiting(self.callers[number], self.model.begin_call(trigger, time.monotonic()))
        self.waiting.append(waiting)

        def on_answer(answer):
            if waiting not in self.waiting:
                return
            if not isinstance(answer, BusError):
                self.model.take_reply(waiting.call, answer[0], time.monotonic())
                if then_read:
                    self.read(number)
            elif limit == DEADLINE or answer.name.partition(":")[0] not in GIVEN_UP:
                self.model.complain(f"a call was answered with {answer}")
            self.stop_waiting(waiting)

        send(waiting.client, "Refresh", GLib.Variant("(s)", (trigger,)), NAME, limit, on_answer)
        self.follow(waiting, pings=2)

    def follow(self, waiting, pings):
        """The first is answered when the daemon has the call, the second when the bus has told it who the caller is."""

        def on_pong(answer):
            if pings > 1 and waiting in self.waiting:
                self.follow(waiting, pings - 1)
            elif not isinstance(answer, BusError):
                waiting.call.taken = time.monotonic()

        send(waiting.client, "Ping", None, "org.freedesktop.DBus.Peer", DEADLINE, on_pong)

    def stop_waiting(self, waiting):
        self.waiting.remove(waiting)
        waiting.call.gone = time.monotonic()

    def leave(self, number):
        """All that this caller waits for he leaves, with his connection."""
        for waiting in [waiting for waiting in self.waiting if waiting.client is self.callers[number]]:
            self.stop_waiting(waiting)
        client, self.callers[number] = self.callers[number], Client(self.address)
        self.reads = [read for read in self.reads if read.client is not client]
        client.connection.flush_sync(None)
        client.close()

    def start_victim(self, trigger, seconds):
        """A process that is killed while it waits, or even before it has called, or after the answer."""
        command = ["busctl", f"--address={self.address}", "call", NAME, PATH, NAME, "Refresh", "s", trigger]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.victims.append((time.monotonic() + seconds, process, self.model.begin_call(trigger, time.monotonic())))

    def kill_victims(self, moment):
        for victim in [victim for victim in self.victims if victim[0] <= moment]:
            end, process, call = victim
            process.kill()
            process.wait(DEADLINE)
            call.gone = time.monotonic()
            self.victims.remove(victim)

    # What must hold

    def tick(self):
        take_in()
        now = time.monotonic()
        self.kill_victims(now)
        for waiting in self.waiting:
            self.model.check_waiting(waiting.call, now)
        self.model.check()

    def check_view(self, since):
        """What the listener has heard, is what is read; and it has heard of each change in the history since then."""
        properties = self.read_now()
        take_in()
        missed = {name: (value, self.listener.properties.get(name)) for name, value in properties.items()
                  if name not in UNSIGNALLED and self.listener.properties.get(name) != value}
        if missed:
            self.model.complain(f"signals do not tell what is read: {missed}")
        history = [(generation, modes, reason) for _, generation, modes, _, reason in self.listener.history()]
        for newer, older in zip(history, history[1:]):
            if newer[0] != older[0] + 1 or newer[1:] == older[1:]:
                self.model.complain(f"in the history {newer} follows {older}")
        unheard = {generation for generation, *_ in history if generation > since} - self.listener.generations
        if unheard or history[0][0] != properties["Generation"]:
            self.model.complain(f"signals do not tell of generations {unheard} of {history[0][0]}")
