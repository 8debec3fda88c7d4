#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An agent that follows the modes that guests of this host can use.

It prints what holds now, and a line for each change. It does not start ppc-compatd, and outlives a restart of it.
"""

from gi.repository import Gio, GLib

NAME = "org.ppc.Compat1"
PATH = "/org/ppc/Compat1"
MODES = ("power11", "power10", "power9")
STATES = ("ready", "degraded", "unavailable")


def known_modes(modes):
    """A mode of a later version cannot be reasoned about, and is left out."""
    return [mode for mode in modes if mode in MODES]


def known_state(state):
    """A State of a later version promises nothing, so that it counts as degraded."""
    return state if state in STATES else "degraded"


def answer(proxy):
    """One line. The proxy reads everything again when the daemon comes back, and has nothing while it is away."""
    values = [proxy.get_cached_property(name) for name in ("CompatModes", "State", "Reason")]
    if proxy.get_name_owner() is None or None in values:
        return "no answer"
    modes, state, reason = (value.unpack() for value in values)
    words = " ".join(known_modes(modes)) or "none"
    return f"{words} ({known_state(state)}{': ' if reason else ''}{reason})"


class Printer:
    """Prints an answer if it differs from the last one."""

    def __init__(self):
        self.printed = None

    def __call__(self, proxy, *_):
        text = answer(proxy)
        if text != self.printed:
            print(text, flush=True)
        self.printed = text


def main():
    proxy = Gio.DBusProxy.new_for_bus_sync(
        Gio.BusType.SYSTEM, Gio.DBusProxyFlags.DO_NOT_AUTO_START, None, NAME, PATH, NAME, None)
    show = Printer()
    # This comes, too, when the properties go with the daemon, and when the proxy has read those of a new one.
    proxy.connect("g-properties-changed", show)
    show(proxy)
    # GLib ends this process when the bus goes away.
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
