# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fixtures: hosts, each a bus of its own with a daemon and a capture, and ppc-compatctl on it."""

import pytest

from host import Host
from pool import open_pool
from rig import FakeDaemon


def pytest_addoption(parser):
    parser.addoption("--daemon", required=True, help="ppc-compatd")
    parser.addoption("--client", required=True, help="ppc-compatctl")
    parser.addoption("--units", required=True, help="the folder of the exporters' units")


@pytest.fixture(scope="session")
def client_path(request):
    return request.config.getoption("--client")


@pytest.fixture(scope="session")
def daemon_path(request):
    return request.config.getoption("--daemon")


@pytest.fixture
def host(daemon_path, client_path, tmp_path):
    with Host("lpar", daemon_path, client_path, tmp_path) as host:
        yield host


@pytest.fixture
def fake(host):
    fake = FakeDaemon(host.bus)
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture(scope="module")
def pool(daemon_path, client_path, tmp_path_factory):
    with open_pool(daemon_path, client_path, tmp_path_factory.mktemp("pool")) as pool:
        yield pool
