# SPDX-License-Identifier: LGPL-2.1-or-later
"""A daemon on a private bus that lets very many in."""

import resource
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fuzz" / "hostile"))

from capture import Capture
from client import Client
from place import SERVICE_USER, copy_program, new_place
from privatebus import new_bus
from service import Service

LIMITS = "".join(f'<limit name="{name}">8192</limit>' for name in
                 ("max_completed_connections", "max_incomplete_connections", "max_connections_per_user"))
DESCRIPTORS = 4096


def pytest_addoption(parser):
    parser.addoption("--daemon", required=True, metavar="PATH", help="the ppc-compatd to test")


@pytest.fixture
def place():
    with new_place() as place:
        yield place


@pytest.fixture
def bus(place):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < DESCRIPTORS:
        pytest.fail(f"{DESCRIPTORS} descriptors are needed, and this system lets a process have {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, DESCRIPTORS), hard))
    bus = new_bus("dbus-daemon", place, SERVICE_USER)
    bus.config.write_text(bus.config.read_text().replace("</busconfig>", f"{LIMITS}</busconfig>"))
    bus.start()
    yield bus
    bus.stop()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def client(bus):
    client = Client(bus.address)
    yield client
    client.close()


@pytest.fixture
def capture(place):
    return Capture(place / "capture.dtb")


@pytest.fixture
def service(request, place, bus, client, capture):
    """It serves already, and has to end well after the test."""
    program = copy_program(request.config.getoption("--daemon"), place)
    service = Service(program, place, SERVICE_USER)
    capture.load("lpar-9105-42a-power10")
    service.replay(capture)
    client.wait_for_name()
    yield service
    service.finish()
