# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a client believes that reads all when the daemon appears, and then only listens."""

import contextlib

from gi.repository import Gio

from client import NAME, PATH, BusError
from recorder import take_in


class SubscriberView:
    def __init__(self, client):
        self.client = client
        self.properties = {}
        self.generations = []
        client.connection.signal_subscribe("org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged", None,
                                           NAME, Gio.DBusSignalFlags.NONE, self.on_owner)
        client.connection.signal_subscribe(NAME, "org.freedesktop.DBus.Properties", "PropertiesChanged", PATH, NAME,
                                           Gio.DBusSignalFlags.NONE, self.on_change)

    def on_owner(self, connection, sender, path, interface, member, body):
        if body.unpack()[2]:
            self.read()

    def on_change(self, connection, sender, path, interface, member, body):
        self.learn(body.unpack()[1])

    def learn(self, properties):
        self.properties.update(properties)
        if "Generation" in properties:
            self.generations.append(properties["Generation"])

    def read(self):
        """Once more, where there was an error: for want of memory, or since it has gone again."""
        for _ in range(2):
            with contextlib.suppress(BusError):
                self.learn(self.client.get_all())
                return

    def belief(self):
        take_in()
        return self.properties
