#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A stand-in for ppc-compatd that says whatever a test wants.

Usage: fake_daemon.py ADDRESS CONTRACT.xml

Each line on standard input is a JSON object: "reset" goes back to the standard host, "set" changes properties, "emit"
signals those, "drop" leaves properties out of GetAll, "retype" gives properties another type, "fail" maps a method to
the error that it answers with, "mute" lists methods that never answer, "describe" and "history" are what these methods
answer, "refresh" is what that one changes. Back comes a JSON list of the calls of Refresh so far, each its trigger, and
whether polkit may ask the caller.
"""

import json
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

NAME, PATH = "org.ppc.Compat1", "/org/ppc/Compat1"
PROPERTIES = "org.freedesktop.DBus.Properties"
STANDARD = {
    "CompatMask": 0x6000000000000000, "CompatModes": ["power10", "power9"], "RecommendedMode": "power10",
    "KernelMask": 0x6000000000000000, "HostMode": "power10", "HostLogicalPVR": 0x0F000006,
    "ProcessorModel": "power11", "ProcessorPVR": 0x00820200, "Platform": "powervm", "State": "ready", "Reason": "",
    "Source": "kvm", "TrialModes": ["power10", "power9"], "MachineOptions": {}, "Generation": 7,
    "LastTrigger": "migration", "LastChangeTimestamp": 1795428723000000,
    "LastChangeTimestampMonotonic": 1, "LastQueryTimestamp": 1, "LastQueryTimestampMonotonic": 1, "QueryCount": 1,
    "Version": "0",
}


class Fake:
    def __init__(self, bus, contract, loop):
        self.bus = bus
        self.loop = loop
        self.types = {prop.name: prop.signature for prop in contract.properties}
        self.reset()

    def reset(self):
        self.properties = dict(STANDARD)
        self.plan = {"drop": [], "retype": {}, "fail": {}, "mute": [], "describe": "{}", "history": [], "refresh": {}}
        self.refreshes = []

    def variant(self, name):
        return GLib.Variant(self.plan["retype"].get(name, self.types.get(name, "s")), self.properties[name])

    def all(self):
        return {name: self.variant(name) for name in self.properties if name not in self.plan["drop"]}

    def on_message(self, _bus, message, incoming):
        """Answers everything by hand: GDBus itself would refuse what a broken daemon might send."""
        if not incoming or message.get_message_type() != Gio.DBusMessageType.METHOD_CALL:
            return message
        if message.get_path() != PATH:
            return message
        GLib.idle_add(self.answer, message)
        return None

    def refresh(self):
        self.properties.update(self.plan["refresh"])
        return GLib.Variant("(t)", (self.properties["Generation"],))

    def answer(self, message):
        method = message.get_member()
        if method == "Refresh":
            may_ask = message.get_flags() & Gio.DBusMessageFlags.ALLOW_INTERACTIVE_AUTHORIZATION
            self.refreshes.append(message.get_body().unpack()[0] + (" and may ask" if may_ask else ""))
        if method in self.plan["mute"]:
            return GLib.SOURCE_REMOVE
        answers = {
            "GetAll": lambda: GLib.Variant("(a{sv})", (self.all(),)),
            "Describe": lambda: GLib.Variant("(s)", (self.plan["describe"],)),
            "GetHistory": lambda: GLib.Variant("(a(ttasss))", (self.plan["history"],)),
            "Refresh": self.refresh,
            "Ping": lambda: None,
        }
        error = self.plan["fail"].get(method)
        if error:
            reply = message.new_method_error_literal(error, "as the test wants it")
        else:
            reply = message.new_method_reply()
            body = answers[method]()
            if body:
                reply.set_body(body)
        self.bus.send_message(reply, Gio.DBusSendMessageFlags.NONE)
        return GLib.SOURCE_REMOVE

    def on_line(self, channel, _condition):
        line = channel.readline()
        if not line:
            self.loop.quit()
            return GLib.SOURCE_REMOVE
        command = json.loads(line)
        if command.pop("reset", False):
            self.reset()
        changed = command.pop("set", {})
        self.properties.update(changed)
        emit = command.pop("emit", False)
        self.plan.update(command)
        if emit:
            body = GLib.Variant("(sa{sv}as)", (NAME, {name: self.variant(name) for name in changed}, []))
            self.bus.emit_signal(None, PATH, PROPERTIES, "PropertiesChanged", body)
            self.bus.flush_sync(None)
        print(json.dumps(self.refreshes), flush=True)
        return GLib.SOURCE_CONTINUE


def main():
    address, contract_path = sys.argv[1:]
    with open(contract_path, encoding="utf-8") as file:
        contract = Gio.DBusNodeInfo.new_for_xml(file.read()).lookup_interface(NAME)
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
    loop = GLib.MainLoop()
    fake = Fake(bus, contract, loop)
    bus.add_filter(fake.on_message)
    bus.connect("closed", lambda *_: loop.quit())
    bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                  GLib.Variant("(su)", (NAME, 0)), None, 0, -1, None)
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, fake.on_line)
    print("[]", flush=True)
    loop.run()


if __name__ == "__main__":
    main()
