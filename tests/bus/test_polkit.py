# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Refresh() of a user without rights, where polkit decides. polkit is simulated here: it is asked, and answers what the
test wants. The real one is in the emulated machines of tests/vm.
"""

import pytest
from gi.repository import Gio, GLib

from client import BusError
from deadline import wait_for
from recorder import take_in

pytestmark = pytest.mark.root

NAME = "org.freedesktop.PolicyKit1"
INTERFACE = """<node><interface name="org.freedesktop.PolicyKit1.Authority"><method name="CheckAuthorization">
  <arg type="(sa{sv})" direction="in"/><arg type="s" direction="in"/><arg type="a{ss}" direction="in"/>
  <arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="(bba{ss})" direction="out"/>
</method></interface></node>"""


class Polkit:
    """On the connection of a client of root."""

    def __init__(self, client):
        self.decision = (False, False, {})
        self.questions = []
        self.held = None
        client.connection.register_object("/org/freedesktop/PolicyKit1/Authority",
                                          Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], self.on_call)
        client.ask_bus("RequestName", GLib.Variant("(su)", (NAME, 0)))

    def on_call(self, connection, sender, path, interface, method, arguments, invocation):
        self.questions.append(arguments.unpack())
        if self.decision is None:
            self.held = invocation
        else:
            invocation.return_value(GLib.Variant("((bba{ss}))", (self.decision,)))


@pytest.fixture
def polkit(service, capture, client):
    capture.load("linux-7.3-papr-power11")
    service.replay(capture)
    client.wait_for_name()
    return Polkit(client)


def ask(stranger):
    answers = stranger.begin_refresh()
    wait_for(lambda: take_in() or answers, "an answer to Refresh()")
    return answers[0]


def test_allowed(polkit, stranger, client):
    polkit.decision = (True, False, {})
    assert ask(stranger) == client.get("Generation")
    ((subject, details), action, _, flags, _), = polkit.questions
    assert (subject, details) == ("system-bus-name", {"name": stranger.connection.get_unique_name()})
    assert (action, flags) == ("org.ppc.compat1.refresh", 0)


@pytest.mark.parametrize("decision, error", [
    ((False, False, {}), "org.freedesktop.DBus.Error.AccessDenied"),
    ((False, True, {}), "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired"),
], ids=["denied", "challenge"])
def test_not_allowed(polkit, stranger, client, decision, error):
    polkit.decision = decision
    answer = ask(stranger)
    assert isinstance(answer, BusError) and answer.name == error
    assert client.get("QueryCount") == 1


def test_root_is_not_asked_about(polkit, client):
    client.refresh()
    assert polkit.questions == []


def test_readers_do_not_wait_for_a_decision(polkit, stranger, client):
    """A person may be typing a password for minutes."""
    polkit.decision = None
    answers = stranger.begin_refresh()
    wait_for(lambda: take_in() or polkit.held, "polkit to be asked")
    assert client.get("State") == "ready"
    assert not answers
    polkit.held.return_value(GLib.Variant("((bba{ss}))", ((True, False, {}),)))
    wait_for(lambda: take_in() or answers, "the answer")
    assert answers == [client.get("Generation")]


def test_stop_before_a_decision(polkit, stranger, service):
    """The call that waits for it goes with the connection; a leak would be a sanitizer's complaint."""
    polkit.decision = None
    answers = stranger.begin_refresh()
    wait_for(lambda: take_in() or polkit.held, "polkit to be asked")
    service.finish()
    wait_for(lambda: take_in() or answers, "an answer to Refresh()")
    assert isinstance(answers[0], BusError)


def test_a_bus_that_dies_before_a_decision(polkit, stranger, service, bus):
    """Who waited has gone with it: that is no line for each of them."""
    polkit.decision = None
    for _ in range(5):
        stranger.begin_refresh()
    wait_for(lambda: take_in() or len(polkit.questions) == 5, "polkit to be asked")
    bus.kill()
    service.wait_for_line("waiting for it")
    assert not [line for line in service.lines() if "could not be answered" in line]
