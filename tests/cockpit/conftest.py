# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests share: a private system bus, the daemon, Cockpit with the installed page, and a browser."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from browser import Browser, Page
from capture import Capture
from cockpit import Cockpit
from host import Activation, Client, FakeDaemon, Host
from libvirt import Libvirt, Libvirtd
from place import IS_ROOT, SERVICE_USER
from privatebus import DbusDaemon
from service import Service

pytest_plugins = ["logs"]

FRAME = "cockpit1:localhost/ppc-compat"
HERE = Path(__file__).resolve().parent
NPM_DEADLINE = 300
# Not every user has the last one.
PROGRAMS = f"{os.environ['PATH']}:/usr/sbin"
# Fails the tests rather than passing over them: a page that nobody looked at is not tested.
NEEDED = {"cockpit-bridge": "cockpit-bridge", "dbus-daemon": "dbus-daemon", "node": "nodejs", "npm": "npm",
          "chromium": "chromium", "dtc": "device-tree-compiler", "appstreamcli": "appstream",
          "libvirtd": "libvirt-daemon"}


def pytest_addoption(parser):
    parser.addoption("--daemon", required=True, metavar="PATH", help="the ppc-compatd to test with")
    parser.addoption("--client", required=True, metavar="PATH", help="the ppc-compatctl that the page runs")
    parser.addoption("--stub-virt", required=True, metavar="DIR", help="where the stand-in for libvirt's library is")
    parser.addoption("--build-root", required=True, metavar="DIR", help="what the page is installed from")
    parser.addoption("--modules", required=True, metavar="DIR", help="where npm puts what the browser is driven with")
    parser.addoption("--screenshots", required=True, metavar="DIR", help="where screenshots go")


@pytest.fixture(scope="session", autouse=True)
def tools():
    missing = [package for program, package in NEEDED.items() if not shutil.which(program, path=PROGRAMS)]
    assert not missing, f"to be installed first: {' '.join(missing)}"


def become(user):
    """The beginning of a command that is to run as that user, and to end with the tests."""
    command = [shutil.which("setpriv"), "--pdeathsig=KILL"]
    if IS_ROOT:
        command += [f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]
    return command


@pytest.fixture(scope="session")
def place():
    """A folder that other users can get into, unlike those of pytest."""
    place = Path(tempfile.mkdtemp(prefix="ppc-compat-cockpit-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


@pytest.fixture(scope="session")
def data(request, place, tools):
    """share/ of an installation."""
    root = request.config.getoption("--build-root")
    destination = place / "installed"
    subprocess.run(["meson", "install", "-C", root, "--no-rebuild", "--quiet", "--tags=cockpit",
                    f"--destdir={destination}"], check=True, timeout=60)
    return next(destination.rglob("cockpit/ppc-compat/manifest.json")).parents[2]


@pytest.fixture(scope="session")
def activation(place):
    """What the bus would run to start the daemon leaves a file behind."""
    services = place / "services"
    services.mkdir()
    return Activation(services, place / "started", SERVICE_USER)


@pytest.fixture(scope="session")
def bus(place, activation, tools):
    bus = DbusDaemon(place, SERVICE_USER)
    folder = f"<servicedir>{activation.file.parent}</servicedir>"
    bus.config.write_text(bus.config.read_text().replace("</busconfig>", f"{folder}</busconfig>"))
    bus.start()
    yield bus
    bus.stop()


@pytest.fixture(scope="session")
def libvirt_of_page(request, place):
    return Libvirt(request.config.getoption("--client"), request.config.getoption("--stub-virt"), place)


@pytest.fixture
def libvirt(libvirt_of_page):
    """The stand-in, still without a domain; without this fixture there is no libvirt."""
    libvirt_of_page.use_stub()
    yield libvirt_of_page
    libvirt_of_page.reset()


@pytest.fixture
def libvirtd(libvirt, place):
    """The real daemon, in place of the stand-in."""
    daemon = Libvirtd(place, become(SERVICE_USER))
    daemon.start()
    libvirt.use_daemon(daemon)
    yield daemon
    daemon.stop()


@pytest.fixture(scope="session")
def cockpit(place, data, bus, libvirt_of_page):
    cockpit = Cockpit(place, data, bus.address, libvirt_of_page.folder, become("nobody"))
    cockpit.start()
    yield cockpit
    cockpit.stop()


@pytest.fixture(scope="session")
def modules(request, tools):
    """node_modules with exactly what package-lock.json names; filled once for a build."""
    folder = Path(request.config.getoption("--modules"))
    folder.mkdir(parents=True, exist_ok=True)
    changed = False
    for name in ("package.json", "package-lock.json"):
        content = (HERE / name).read_text()
        if not (folder / name).exists() or (folder / name).read_text() != content:
            (folder / name).write_text(content)
            changed = True
    if changed or not (folder / "node_modules" / ".package-lock.json").exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder,
                       check=True, timeout=NPM_DEADLINE)
    return folder / "node_modules"


@pytest.fixture(scope="session")
def browser(modules, place):
    browser = Browser(modules, shutil.which("chromium"), place / "browser.log")
    yield browser
    browser.stop()


@pytest.fixture(scope="session")
def program(request, place):
    """The daemon where the service's user can run it."""
    return Path(shutil.copy(request.config.getoption("--daemon"), place / "ppc-compatd"))


@pytest.fixture
def host(program, place, bus):
    """The daemon with a capture, not started yet. After the test it has to end well."""
    host = Host(Service(program, place, SERVICE_USER), Capture(place / "capture.dtb"))
    yield host
    host.service.finish()


@pytest.fixture
def fake(bus, place):
    fake = FakeDaemon(bus.address, become(SERVICE_USER), place)
    yield fake
    fake.stop()


@pytest.fixture
def client(request, bus):
    return Client(request.config.getoption("--client"), bus.address)


@pytest.fixture
def pictures(request):
    folder = Path(request.config.getoption("--screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def open_page(cockpit, browser):
    """Opens the page, in place of the one before; when it is closed, its console has to be empty."""
    opened = []

    def close_all():
        while opened:
            page = opened.pop()
            complaints = page.complaints()
            page.close()
            assert complaints == []

    def open_it(**options):
        # The browser drives one page; another that stays open would go on asking.
        close_all()
        opened.append(Page(browser, cockpit.page, **options))
        return opened[0]

    yield open_it
    close_all()


@pytest.fixture
def shell(cockpit, browser):
    """Opens Cockpit with the page; what other pages of Cockpit say on the console is theirs."""
    opened = []

    def open_it(**options):
        page = Page(browser, cockpit.shell, frame=FRAME, **options)
        opened.append(page)
        page.wait("document.readyState === 'complete' && document.getElementById('answer')")
        return page

    yield open_it
    for page in opened:
        complaints = page.complaints()
        page.close()
        assert [line for line in complaints if "ppc-compat" in line] == []
