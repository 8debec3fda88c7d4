# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fixtures: a private bus, a stand-in for the daemon, the real daemon with a capture, and ppc-compatctl on them."""

import pytest

from rig import Bus, Client, FakeDaemon, RealDaemon


def pytest_addoption(parser):
    parser.addoption("--daemon", required=True, help="ppc-compatd")
    parser.addoption("--client", required=True, help="ppc-compatctl")
    parser.addoption("--stub-virt", required=True, help="the folder of the stand-in for libvirt.so.0")


@pytest.fixture(scope="session")
def client_path(request):
    return request.config.getoption("--client")


@pytest.fixture
def bus(tmp_path):
    with Bus(tmp_path) as bus:
        yield bus


@pytest.fixture
def ctl(bus, client_path):
    return Client(client_path, bus.address)


@pytest.fixture
def daemon(bus, request, tmp_path):
    with RealDaemon(request.config.getoption("--daemon"), bus, tmp_path) as daemon:
        yield daemon


@pytest.fixture
def fake(bus):
    with FakeDaemon(bus) as fake:
        fake.start()
        yield fake


@pytest.fixture(scope="module")
def shared_fake(tmp_path_factory):
    """One stand-in for a whole table of cases; each sets what it needs."""
    with Bus(tmp_path_factory.mktemp("bus")) as bus, FakeDaemon(bus) as fake:
        fake.start()
        yield fake


@pytest.fixture
def shared_ctl(shared_fake, client_path):
    return Client(client_path, shared_fake.bus.address)


@pytest.fixture
def stub_virt(request):
    return request.config.getoption("--stub-virt")
