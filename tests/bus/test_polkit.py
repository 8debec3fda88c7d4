# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Refresh() of a user without rights, where polkit decides. polkit is simulated here: it is asked, and answers what the
test wants. The real one is in the emulated machines of tests/vm.
"""

import signal
import time

import pytest
from gi.repository import Gio, GLib

from client import BusError, Client
from deadline import wait_for
from recorder import take_in

pytestmark = pytest.mark.root

NAME = "org.freedesktop.PolicyKit1"
INTERFACE = """<node><interface name="org.freedesktop.PolicyKit1.Authority"><method name="CheckAuthorization">
  <arg type="(sa{sv})" direction="in"/><arg type="s" direction="in"/><arg type="a{ss}" direction="in"/>
  <arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="(bba{ss})" direction="out"/>
</method><method name="CancelCheckAuthorization"><arg type="s" direction="in"/></method></interface></node>"""
# How many decisions on one user's calls are waited for.
USER_MAX = 16
USER, OTHER_USER = "nobody", "bin"
CANCELLED = "org.freedesktop.PolicyKit1.Error.Cancelled"


class Polkit:
    """On the connection of a client of root."""

    def __init__(self, client):
        self.decision = (False, False, {})
        self.questions = []
        self.held = None
        self.waiting = {}
        client.connection.register_object("/org/freedesktop/PolicyKit1/Authority",
                                          Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], self.on_call)
        client.ask_bus("RequestName", GLib.Variant("(su)", (NAME, 0)))

    def on_call(self, connection, sender, path, interface, method, arguments, invocation):
        if method == "CancelCheckAuthorization":
            self.waiting.pop(arguments.unpack()[0]).return_dbus_error(CANCELLED, "Cancelled")
            invocation.return_value(None)
            return
        self.questions.append(arguments.unpack())
        if self.decision is None:
            self.held = invocation
            self.waiting[arguments.unpack()[4]] = invocation
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


def test_one_user_does_not_stand_in_the_way_of_others(polkit, bus, client):
    """He has many connections, and polkit decides on none of his calls; root and another user are served."""
    polkit.decision = None
    crowd = [Client(bus.address, USER) for _ in range(4)]
    answers = [one.begin_refresh() for one in crowd for _ in range(USER_MAX)]
    wait_for(lambda: take_in() or sum(map(len, answers)) == 3 * USER_MAX, "all but a few to be turned away")
    assert {answer.name for one in answers for answer in one} == {"org.freedesktop.DBus.Error.LimitsExceeded"}
    assert len(polkit.waiting) == USER_MAX
    client.refresh()
    polkit.decision = (True, False, {})
    other = Client(bus.address, OTHER_USER)
    assert ask(other) == client.get("Generation")
    for one in [*crowd, other]:
        one.close()


def test_who_leaves_makes_room(polkit, bus, stranger):
    polkit.decision = None
    leaver = Client(bus.address, USER)
    for _ in range(USER_MAX):
        leaver.begin_refresh()
    wait_for(lambda: take_in() or len(polkit.waiting) == USER_MAX, "polkit to be asked")
    assert ask(stranger).name == "org.freedesktop.DBus.Error.LimitsExceeded"
    leaver.close()
    wait_for(lambda: take_in() or not polkit.waiting, "polkit to be told that nobody waits any more")
    polkit.decision = (True, False, {})
    assert isinstance(ask(stranger), int)


def test_stops_while_the_bus_stands_still(polkit, stranger, bus, service):
    """The bus names a caller late or never: the daemon hears its signals meanwhile."""
    service.send(signal.SIGSTOP)
    for _ in range(3):
        stranger.begin_refresh()
    # They are on their way when the bus answers what came later.
    stranger.ask_bus("GetId")
    bus.process.send_signal(signal.SIGSTOP)
    try:
        begin = time.monotonic()
        service.finish()
        assert time.monotonic() - begin < 5
    finally:
        bus.process.send_signal(signal.SIGCONT)
