# SPDX-License-Identifier: LGPL-2.1-or-later
"""For each test a daemon that can be made to fail."""

import contextlib

import pytest

pytest.register_assert_rewrite("underfault")

from client import Client
from modes import LOGICAL_10
from place import SERVICE_USER, copy_program, new_place
from privatebus import new_bus
from simulatedkvm import SimulatedKvm
from tree import Tree

from faults import Faults
from underfault import FailingDaemon, WrappedService

OPTIONS = {"--daemon": "the ppc-compatd to test", "--client": "the ppc-compatctl to test",
           "--simkvm": "the library made of simkvm.c",
           "--faults": "the library made of faults.c"}


def pytest_addoption(parser):
    for name, text in OPTIONS.items():
        parser.addoption(name, required=True, metavar="PATH", help=text)


@pytest.fixture(scope="session")
def place():
    with new_place() as place:
        yield place


@pytest.fixture(scope="session")
def programs(request, place):
    return [copy_program(request.config.getoption(option), place) for option in OPTIONS]


@contextlib.contextmanager
def open_daemon(programs, place):
    program, _, simkvm, faults = programs
    place.mkdir()
    bus = new_bus("dbus-daemon", place, SERVICE_USER)
    bus.start()
    client = Client(bus.address)
    service = WrappedService(program, place, SERVICE_USER)
    yield FailingDaemon(client, service, Faults(faults, place), SimulatedKvm(simkvm, place), Tree(place, LOGICAL_10),
                        place)
    client.close()
    bus.stop()


@pytest.fixture(scope="session")
def all_daemons(programs, place):
    """As many as it takes to have something to do while others wait for a second to go by."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(open_daemon(programs, place / f"daemon-{number}")) for number in range(12)]


@pytest.fixture
def daemons(all_daemons):
    for daemon in all_daemons:
        daemon.prepare()
    yield all_daemons
    for daemon in all_daemons:
        daemon.kill()


@pytest.fixture
def daemon(daemons):
    return daemons[0]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    daemon = getattr(item, "funcargs", {}).get("daemon")
    if report.failed and daemon:
        report.sections.append(("the daemon's log", "\n".join(daemon.new_lines())))
