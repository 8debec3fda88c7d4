# SPDX-License-Identifier: LGPL-2.1-or-later
"""Failures while the daemon answers: an answer is whole and true, else there is an error, and soon."""

import errno

import pytest
from gi.repository import GLib

from client import NAME, PROPERTIES, BusError
from oneafteranother import run_rows
from underfault import ON_10

# Introspection is left out: sd-bus itself answers that, and with nothing if one of its allocations fails.
MEMBERS = {
    "GetAll": {"arguments": GLib.Variant("(s)", (NAME,)), "interface": PROPERTIES},
    "Get": {"arguments": GLib.Variant("(ss)", (NAME, "CompatModes")), "interface": PROPERTIES},
    "Ping": {"interface": "org.freedesktop.DBus.Peer"},
    "Describe": {},
    "GetHistory": {},
    "Supports": {"arguments": GLib.Variant("(s)", ("power9",))},
}
# An error has to come within this time, so that no caller waits for its own limit.
SOON = 5


@pytest.mark.parametrize("member", MEMBERS)
def test_each_allocation(daemons, member):
    def ask(daemon):
        return daemon.client.call(member, limit=SOON, **MEMBERS[member])

    def row(daemon, arm):
        if not daemon.service.process:
            daemon.start()
            assert daemon.goes_on(ON_10)
        # The reading of a tree that was not looked at for a second is among the things that may fail.
        truth = ask(daemon)
        daemon.forget_lines()
        arm()
        try:
            answer = ask(daemon)
            assert answer == truth, f"a wrong answer: {answer}"
        except BusError as error:
            assert "timeout" not in error.message.lower(), f"no answer: {error}"
        return daemon.check_row("allocate", ON_10, 1, {""})

    assert run_rows(daemons, "allocate", errno.ENOMEM, row) >= 5
