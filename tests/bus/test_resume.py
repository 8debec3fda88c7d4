# SPDX-License-Identifier: LGPL-2.1-or-later
"""A machine that has slept, maybe to wake up elsewhere. logind is simulated: only its signal is there."""

import pytest
from gi.repository import GLib

from deadline import wait_for
from modes import LOGICAL_9, LOGICAL_10, NAMES_UP_TO_9, NAMES_UP_TO_10, UP_TO_9, UP_TO_10
from recorder import compat_changes, take_in
from tree import Tree

pytestmark = pytest.mark.root


def test_resume(place, service, kvm, client, recorder):
    def say(asleep):
        client.connection.emit_signal(None, "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
                                      "PrepareForSleep", GLib.Variant("(b)", (asleep,)))

    tree = Tree(place, LOGICAL_10)
    kvm.answer(UP_TO_10)
    service.live(tree, kvm)
    client.wait_for_name()
    client.ask_bus("RequestName", GLib.Variant("(su)", ("org.freedesktop.login1", 0)))
    say(True)
    client.ping()
    tree.set_cpu_version(LOGICAL_9)
    kvm.answer(UP_TO_9)
    say(False)
    wait_for(lambda: take_in() or recorder.signals, "the change")
    assert compat_changes(recorder.take()) == [(NAMES_UP_TO_10, NAMES_UP_TO_9, UP_TO_9, "resume")]
    assert client.get("QueryCount") == 2
