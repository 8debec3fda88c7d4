# SPDX-License-Identifier: LGPL-2.1-or-later
"""A connection to the bus as some user, and the members of org.ppc.Compat1 on it."""

import contextlib
import json
import os
import pwd

from gi.repository import Gio, GLib

from deadline import DEADLINE, wait_for

NAME = "org.ppc.Compat1"
PATH = "/org/ppc/Compat1"
PROPERTIES = "org.freedesktop.DBus.Properties"


class BusError(Exception):
    def __init__(self, error):
        self.name = Gio.DBusError.get_remote_error(error) or f"{error.domain}:{error.code}"
        Gio.DBusError.strip_remote_error(error)
        self.message = error.message
        super().__init__(f"{self.name}: {self.message}")


@contextlib.contextmanager
def acting_as(user):
    """The bus asks the kernel who connects; that user it takes the connection for."""
    if user is None:
        yield
        return
    entry = pwd.getpwnam(user)
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(entry.pw_gid)
    os.seteuid(entry.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


class Client:
    def __init__(self, address, user=None):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        with acting_as(user):
            self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def close(self):
        # The bus may have ended before.
        with contextlib.suppress(GLib.Error):
            self.connection.close_sync(None)

    def send(self, member, arguments=None, interface=NAME, path=PATH, destination=NAME, limit=DEADLINE):
        """The answer as one variant."""
        try:
            return self.connection.call_sync(destination, path, interface, member, arguments, None,
                                             Gio.DBusCallFlags.NO_AUTO_START, int(limit * 1000), None)
        except GLib.Error as error:
            raise BusError(error) from None

    def call(self, *arguments, **options):
        """The answer's values."""
        return self.send(*arguments, **options).unpack()

    def ask_bus(self, member, arguments=None):
        return self.call(member, arguments, interface="org.freedesktop.DBus", path="/org/freedesktop/DBus",
                         destination="org.freedesktop.DBus")

    def is_name_owned(self):
        return self.ask_bus("NameHasOwner", GLib.Variant("(s)", (NAME,)))[0]

    def name_owner(self):
        return self.ask_bus("GetNameOwner", GLib.Variant("(s)", (NAME,)))[0]

    def wait_for_name(self, owned=True):
        wait_for(lambda: self.is_name_owned() == owned, f"{NAME} {'on' if owned else 'off'} the bus")

    def get(self, name):
        return self.call("Get", GLib.Variant("(ss)", (NAME, name)), interface=PROPERTIES)[0]

    def get_variants(self):
        """Every property as a GLib.Variant."""
        answer = self.send("GetAll", GLib.Variant("(s)", (NAME,)), interface=PROPERTIES).get_child_value(0)
        entries = [answer.get_child_value(number) for number in range(answer.n_children())]
        return {entry.get_child_value(0).get_string(): entry.get_child_value(1).get_variant() for entry in entries}

    def get_all(self):
        return {name: value.unpack() for name, value in self.get_variants().items()}

    def judgement(self):
        """State, Reason and Source."""
        properties = self.get_all()
        return properties["State"], properties["Reason"], properties["Source"]

    def wait_for_state(self, state, reason=""):
        def reached():
            properties = self.get_all()
            return (properties["State"], properties["Reason"]) == (state, reason)

        wait_for(reached, f"State {state} {reason}")

    def describe(self):
        return json.loads(self.call("Describe")[0])

    def introspect(self, path=PATH):
        return self.call("Introspect", interface="org.freedesktop.DBus.Introspectable", path=path)[0]

    def ping(self):
        """What the daemon sent before its answer has arrived when this returns."""
        self.call("Ping", interface="org.freedesktop.DBus.Peer")

    def supports(self, mode):
        return self.call("Supports", GLib.Variant("(s)", (mode,)))[0]

    def history(self):
        return self.call("GetHistory")[0]

    def refresh(self, trigger="client"):
        """The generation. For root only. When it returns no refresh is under way."""
        return self.call("Refresh", GLib.Variant("(s)", (trigger,)))[0]

    def begin_refresh(self, trigger="client"):
        """A list that will hold the generation, or the error, when the answer is there and signals are taken in."""
        answers = []

        def on_answer(connection, result):
            try:
                answers.append(connection.call_finish(result).unpack()[0])
            except GLib.Error as error:
                answers.append(BusError(error))

        self.connection.call(NAME, PATH, NAME, "Refresh", GLib.Variant("(s)", (trigger,)), None,
                             Gio.DBusCallFlags.NO_AUTO_START, int(DEADLINE * 1000), None, on_answer)
        return answers
