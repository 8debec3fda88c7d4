# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fixtures: the hook as libvirt runs it, a private bus with the real daemon or with none, and the journal's socket.

/run and /var/cache are folders in memory, which this process and those that it starts see alone. The journal and the
cache of libvirt there are simulated.
"""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "fault"))

import hook as calls  # noqa: E402
from hook import Hook, Journal, LibvirtCache  # noqa: E402
from rig import Bus, FakeDaemon, RealDaemon, silent_socket  # noqa: E402

CLONE_NEWNS = 0x00020000


def pytest_addoption(parser):
    parser.addoption("--daemon", required=True, help="ppc-compatd")
    parser.addoption("--hook", required=True, help="ppc-compat-hook")
    parser.addoption("--judge", required=True, help="ppc-compat-judge, which the hook becomes")
    parser.addoption("--faults", required=True, help="the library of tests/fault")
    parser.addoption("--hostile", type=int, default=800, help="so many hostile invocations")
    parser.addoption("--patience", type=int, default=1, help="wait so many times as long, for a build that is slow")


def pytest_configure(config):
    """Before the tests take it from there."""
    calls.LIMIT *= config.getoption("--patience")


def pytest_sessionstart(session):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) != 0:
        raise pytest.UsageError(f"no folders of its own, which root alone has: {os.strerror(ctypes.get_errno())}")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    for folder in "/run", "/var/cache":
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=True)


@pytest.fixture(scope="session")
def journal():
    with Journal() as journal:
        yield journal


@pytest.fixture(scope="session")
def bus(tmp_path_factory):
    with Bus(tmp_path_factory.mktemp("bus")) as bus:
        yield bus


@pytest.fixture(scope="session")
def hook_path(request):
    return request.config.getoption("--hook")


@pytest.fixture
def hook(hook_path, bus, journal):
    journal.take()
    return Hook(hook_path, bus.address, journal)


@pytest.fixture(scope="session")
def daemon(request, bus, tmp_path_factory):
    """On a capture of a Power11 partition in POWER10 mode."""
    with RealDaemon(request.config.getoption("--daemon"), bus, tmp_path_factory.mktemp("daemon")) as daemon:
        daemon.start("linux-7.3-papr-power11-as-power10")
        yield daemon


@pytest.fixture
def own_bus(tmp_path):
    """One on which a test puts what it wants."""
    with Bus(tmp_path) as bus:
        yield bus


@pytest.fixture
def hook_on(request, own_bus, hook_path, journal, tmp_path):
    """The hook on the host of another capture."""
    journal.take()
    with RealDaemon(request.config.getoption("--daemon"), own_bus, tmp_path) as daemon:
        def start(capture):
            daemon.start(capture)
            return Hook(hook_path, own_bus.address, journal)
        yield start


@pytest.fixture
def fake(own_bus):
    with FakeDaemon(own_bus) as fake:
        fake.start()
        yield fake


@pytest.fixture
def fake_hook(hook_path, fake, journal):
    journal.take()
    return Hook(hook_path, fake.bus.address, journal)


@pytest.fixture
def cache():
    """QEMU 10.0 and libvirt 11.3."""
    with LibvirtCache() as cache:
        cache.write()
        yield cache


@pytest.fixture
def silent_bus(tmp_path):
    with silent_socket(tmp_path / "silence") as address:
        yield address
