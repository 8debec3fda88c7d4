# SPDX-License-Identifier: LGPL-2.1-or-later
"""A daemon on a private bus, and strangers who may not do much there."""

import contextlib
import threading

import pytest

from capture import Capture
from client import Client
from place import SERVICE_USER, copy_program, new_place
from privatebus import KINDS, new_bus
from service import Service

pytest_plugins = ["logs"]


def pytest_addoption(parser):
    parser.addoption("--daemon", required=True, metavar="PATH", help="the ppc-compatd to test")


@pytest.fixture
def place():
    with new_place() as place:
        yield place


def drain(journal):
    """dbus-broker has much to say of what strangers do, and waits for the journal to take it."""
    with contextlib.suppress(OSError):
        while True:
            journal.recv(65536)


@pytest.fixture(params=KINDS)
def bus(request, place):
    bus = new_bus(request.param, place, SERVICE_USER)
    if request.param == "dbus-broker":
        threading.Thread(target=drain, args=[bus.journal], daemon=True).start()
    bus.start()
    yield bus
    bus.stop()


@pytest.fixture
def client(bus):
    client = Client(bus.address)
    yield client
    client.close()


@pytest.fixture
def service(request, place, bus, client):
    """It serves already, and has to end well after the test."""
    program = copy_program(request.config.getoption("--daemon"), place)
    capture = Capture(place / "capture.dtb")
    capture.load("lpar-9105-42a-power10")
    service = Service(program, place, SERVICE_USER)
    service.capture = capture
    service.replay(capture)
    client.wait_for_name()
    yield service
    service.finish()
