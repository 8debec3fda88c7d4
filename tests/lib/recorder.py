# SPDX-License-Identifier: LGPL-2.1-or-later
"""The signals of /org/ppc/Compat1, in the order of their arrival."""

from dataclasses import dataclass

from gi.repository import Gio, GLib

from client import NAME, PATH
from deadline import wait_for


@dataclass(frozen=True)
class Signal:
    member: str
    body: tuple


def take_in():
    """Lets what has arrived reach its callbacks."""
    while GLib.MainContext.default().iteration(False):
        pass


class Recorder:
    def __init__(self, client):
        self.client = client
        self.signals = []
        client.connection.signal_subscribe(None, None, None, PATH, None, Gio.DBusSignalFlags.NONE, self.on_signal)
        # The bus works in order, so that it has the subscription when this is answered.
        client.ask_bus("GetId")

    def on_signal(self, connection, sender, path, interface, member, body):
        if interface == "org.freedesktop.DBus.Properties":
            name, changed, invalidated = body.unpack()
            assert (name, invalidated) == (NAME, [])
            self.signals.append(Signal(member, changed))
        else:
            assert interface == NAME
            self.signals.append(Signal(member, body.unpack()))

    def take(self):
        """All since the last time, up to what the daemon has sent until now."""
        self.client.ping()
        take_in()
        signals, self.signals = self.signals, []
        return signals

    def wait_for(self, condition, what):
        """Until a signal meets the condition."""

        def arrived():
            take_in()
            return any(condition(signal) for signal in self.signals)

        wait_for(arrived, what)

    def wait_for_change(self):
        self.wait_for(lambda signal: signal.member == "CompatChanged", "a change of the modes")

    def wait_for_reason(self, reason):
        self.wait_for(lambda signal: signal.member == "PropertiesChanged" and signal.body.get("Reason") == reason,
                      f"a signal of Reason '{reason}'")


def property_changes(signals):
    return [signal.body for signal in signals if signal.member == "PropertiesChanged"]


def compat_changes(signals):
    return [signal.body for signal in signals if signal.member == "CompatChanged"]
