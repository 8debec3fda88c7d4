# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests share: a private bus, the daemon on it, clients, and the log where a test fails."""

import pytest

from capture import Capture
from client import Client
from notifysocket import NotifySocket
from place import IS_ROOT, SERVICE_USER, copy_program, new_place
from privatebus import new_bus
from recorder import Recorder
from service import Service
from simulatedkvm import SimulatedKvm
from uevents import Uevents

pytest_plugins = ["logs"]

STRANGER = "nobody"


def pytest_addoption(parser):
    parser.addoption("--daemon", required=True, metavar="PATH", help="the ppc-compatd to test")
    parser.addoption("--simkvm", required=True, metavar="PATH", help="the library made of simkvm.c")
    parser.addoption("--nofilter", required=True, metavar="PATH", help="the library made of nofilter.c")
    parser.addoption("--sleepclock", required=True, metavar="PATH", help="the library made of sleepclock.c")
    parser.addoption("--churn-seconds", type=float, default=15.0, metavar="SECONDS", help="how long test_churn runs")
    parser.addoption("--churn-seed", type=int, default=1, metavar="NUMBER", help="which actions it does")


def pytest_configure(config):
    config.addinivalue_line("markers", "root: calls Refresh(), or acts as other users")


def pytest_runtest_setup(item):
    if item.get_closest_marker("root") and not IS_ROOT:
        pytest.skip("only root may refresh, or act as another user")


@pytest.fixture(scope="session")
def programs(request):
    """The daemon and the libraries of the tests where the service user can use them."""
    with new_place() as place:
        yield [copy_program(request.config.getoption(option), place)
               for option in ("--daemon", "--simkvm", "--nofilter", "--sleepclock")]


@pytest.fixture
def place():
    with new_place() as place:
        yield place


@pytest.fixture
def stopped_bus(request, place):
    """Not started yet."""
    bus = new_bus("dbus-daemon", place, SERVICE_USER)
    yield bus
    bus.stop()


@pytest.fixture
def bus(request, place):
    bus = new_bus(getattr(request, "param", "dbus-daemon"), place, SERVICE_USER)
    bus.start()
    yield bus
    bus.stop()


@pytest.fixture
def service(programs, place):
    """Not started yet. After the test it has to end well."""
    service = Service(programs[0], place, SERVICE_USER)
    yield service
    service.finish()


@pytest.fixture
def kvm(programs, place):
    return SimulatedKvm(programs[1], place)


@pytest.fixture
def capture(place):
    return Capture(place / "capture.dtb")


@pytest.fixture
def notify(place):
    notify = NotifySocket(place / "notify")
    yield notify
    notify.close()


@pytest.fixture
def client(bus):
    client = Client(bus.address)
    yield client
    client.close()


@pytest.fixture
def stranger(bus):
    """A client without any rights."""
    client = Client(bus.address, STRANGER)
    yield client
    client.close()


@pytest.fixture
def recorder(client):
    return Recorder(client)


@pytest.fixture
def devices():
    devices = Uevents()
    yield devices
    devices.close()
