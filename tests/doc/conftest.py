# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fixtures: what was built, and a place to run what the texts show."""

import os
from pathlib import Path

import pytest

from rig import Bus, FakeDaemon, RealDaemon
from transcript import Shop

ROOT = Path(__file__).resolve().parents[2]


def pytest_addoption(parser):
    parser.addoption("--daemon", required=True, help="ppc-compatd")
    parser.addoption("--client", required=True, help="ppc-compatctl")
    parser.addoption("--hook", required=True, help="ppc-compat-hook")
    parser.addoption("--pages", required=True, help="the folder of the built man pages and their sources")
    parser.addoption("--pkg-config", required=True, help="ppc-compat1.pc")


@pytest.fixture(scope="session")
def programs(request, tmp_path_factory):
    """A folder with the programs by their names."""
    folder = tmp_path_factory.mktemp("bin")
    for name, option in (("ppc-compatd", "--daemon"), ("ppc-compatctl", "--client"), ("ppc-compat-hook", "--hook")):
        (folder / name).symlink_to(Path(request.config.getoption(option)).resolve(strict=True))
    return folder


@pytest.fixture(scope="session")
def prefix(request, tmp_path_factory):
    """As installed: the header, the interface and the pkg-config file, adapted to that place."""
    prefix = tmp_path_factory.mktemp("prefix")
    for name, source in (("include/ppc-compat1.h", "include/ppc-compat1.h"),
                         ("share/dbus-1/interfaces/org.ppc.Compat1.xml", "dbus/org.ppc.Compat1.xml")):
        (prefix / name).parent.mkdir(parents=True)
        (prefix / name).symlink_to(ROOT / source)
    head, *rest = Path(request.config.getoption("--pkg-config")).read_text().splitlines()
    assert head.startswith("prefix=")
    (prefix / "share/pkgconfig").mkdir()
    (prefix / "share/pkgconfig/ppc-compat1.pc").write_text("\n".join([f"prefix={prefix}", *rest, ""]))
    return prefix


@pytest.fixture
def bus(tmp_path):
    with Bus(tmp_path) as bus:
        yield bus


@pytest.fixture
def environment(bus, programs, prefix, tmp_path):
    """That of a reader, whose system bus is the private one."""
    kept = {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    return kept | {
        "PATH": f"{programs}:/usr/bin:/bin:/usr/sbin:/sbin",
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONDONTWRITEBYTECODE": "1",
        "DBUS_SYSTEM_BUS_ADDRESS": bus.address,
        "PKG_CONFIG_PATH": str(prefix / "share/pkgconfig"),
    }


@pytest.fixture
def daemon(bus, request, tmp_path, monkeypatch):
    """It remembers, as the service does."""
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    with RealDaemon(request.config.getoption("--daemon"), bus, tmp_path) as daemon:
        yield daemon


@pytest.fixture
def fake(bus):
    with FakeDaemon(bus) as fake:
        fake.start()
        yield fake


@pytest.fixture
def shop(environment, daemon, tmp_path):
    session = tmp_path / "session"
    session.mkdir()
    with Bus(session) as session_bus:
        folder = tmp_path / "folder"
        folder.mkdir()
        yield Shop(folder, environment | {"DBUS_SESSION_BUS_ADDRESS": session_bus.address}, daemon, session_bus)
