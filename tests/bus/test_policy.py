# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the shipped policy, and the daemon where there is no polkit, let a user do who has no rights."""

import contextlib

import pytest
from gi.repository import GLib

import contract
from client import NAME, PROPERTIES, BusError, Client
from deadline import wait_for
from privatebus import on_every_bus
from recorder import Recorder, compat_changes, property_changes
from service import Service

pytestmark = [pytest.mark.root, on_every_bus]

ACCESS_DENIED = "org.freedesktop.DBus.Error.AccessDenied"


@contextlib.contextmanager
def refused(name):
    with pytest.raises(BusError) as caught:
        yield
    assert caught.value.name == name


@pytest.fixture
def serving(service, capture, client):
    capture.load("linux-7.3-papr-power11")
    service.replay(capture)
    client.wait_for_name()


def test_everyone_may_read(serving, stranger):
    assert stranger.get("CompatModes") == ["power11", "power10", "power9"]
    assert set(stranger.get_all()) == set(contract.property_types())
    assert set(stranger.describe()) == set(contract.property_types())
    assert stranger.supports("power10")
    assert len(stranger.history()) == 1
    assert NAME in stranger.introspect()
    stranger.ping()


def test_everyone_may_subscribe(serving, stranger, client, capture):
    recorder = Recorder(stranger)
    capture.load("linux-7.3-papr-power11-as-power10")
    generation = client.get("Generation")
    wait_for(lambda: client.refresh() > generation, "the new capture")
    signals = recorder.take()
    assert len(property_changes(signals)) == len(compat_changes(signals)) == 1


@pytest.mark.parametrize("user", ["nobody", "root"])
def test_no_other_user_owns_the_name(bus, client, user):
    other = Client(bus.address, user)
    with refused(ACCESS_DENIED):
        other.ask_bus("RequestName", GLib.Variant("(su)", (NAME, 0)))
    other.close()


def test_refresh_is_not_for_everyone(serving, stranger):
    queries = stranger.get("QueryCount")
    with refused(ACCESS_DENIED):
        stranger.refresh()
    assert stranger.get("QueryCount") == queries


def test_nothing_can_be_written(serving, stranger, client):
    for caller in (stranger, client):
        before = caller.get_variants()
        for name, value in before.items():
            with refused("org.freedesktop.DBus.Error.PropertyReadOnly"):
                caller.call("Set", GLib.Variant("(ssv)", (NAME, name, value)), interface=PROPERTIES)
        assert caller.get_all() == {name: value.unpack() for name, value in before.items()}


def test_daemon_of_the_wrong_user(place, programs, capture, bus):
    service = Service(programs[0], place, "nobody")
    capture.load("linux-7.3-papr-power11")
    service.replay(capture)
    assert service.wait_for_end() == 1
    assert "policy" in service.lines()[-1]
    service.finish()
