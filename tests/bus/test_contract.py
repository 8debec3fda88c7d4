# SPDX-License-Identifier: LGPL-2.1-or-later
"""The shipped interface file against what the running daemon says of itself."""

import pytest

import contract
from client import NAME, BusError

STANDARD = {f"org.freedesktop.DBus.{name}" for name in ("Peer", "Introspectable", "Properties")}


@pytest.fixture
def serving(service, capture, client):
    capture.load("linux-7.3-papr-power11")
    service.replay(capture)
    client.wait_for_name()
    return client


def test_every_member_is_as_shipped(serving):
    interfaces, _ = contract.parse(serving.introspect())
    live, shipped = interfaces[NAME], contract.shipped()
    assert set(live) == set(shipped)
    assert {key: live[key] for key in shipped} == shipped


def test_nothing_else_is_there(serving):
    interfaces, children = contract.parse(serving.introspect())
    assert set(interfaces) == STANDARD | {NAME}
    assert children == []


@pytest.mark.parametrize("path, child", [("/", "org"), ("/org", "ppc"), ("/org/ppc", "Compat1")])
def test_the_way_to_the_object(serving, path, child):
    interfaces, children = contract.parse(serving.introspect(path))
    assert set(interfaces) <= STANDARD
    assert children == [child]


@pytest.mark.parametrize("path", ["/", "/org/ppc", "/org/ppc/Compat1"])
def test_there_is_no_object_manager(serving, path):
    with pytest.raises(BusError):
        serving.call("GetManagedObjects", interface="org.freedesktop.DBus.ObjectManager", path=path)
