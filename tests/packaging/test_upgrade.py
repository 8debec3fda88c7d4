# SPDX-License-Identifier: LGPL-2.1-or-later
"""Up to these packages from those of an earlier commit and back, in a system that runs, with a record and subscribers."""

import json
import time

import pytest

import booted
import earlier
import packages
from booted import wait_for

# The bus suite's, which booted has made known.
from capture import Capture
from client import NAME, PROPERTIES, Client
from gi.repository import Gio, GLib
from recorder import Recorder, take_in

OLD, NEW = "old", "new"
PACKAGES = ["ppc-compatd", "ppc-compatctl"]
# Each gives other modes than the one before.
CAPTURES = ["linux-7.3-papr-power11", "linux-7.3-papr-power11-as-power10", "linux-7.3-hv-power9",
            "linux-7.3-papr-power11-moved-to-power10", "linux-7.3-papr-power11", "linux-7.3-papr-power10-as-power9",
            "linux-7.3-hv-power10"]
# The earlier daemon would not start on another architecture.
DROP_IN = """[Unit]
ConditionArchitecture=
[Service]
ExecStart=
ExecStart=/usr/sbin/ppc-compatd --replay /mnt/host.dtb
"""


class Subscriber(Recorder):
    """Stays connected to the system's bus, whatever becomes of the daemon."""

    def __init__(self, address):
        self.owners = []
        client = Client(address)
        client.connection.signal_subscribe("org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged", None, NAME,
                                           Gio.DBusSignalFlags.NONE, self._on_owner)
        super().__init__(client)

    def _on_owner(self, connection, sender, path, interface, member, body):
        self.owners.append(body.unpack()[1:])

    def wait_for_restart(self):
        """Until the name has gone and come back, each once; then nothing is left of it."""

        def is_back():
            take_in()
            return self.owners and self.owners[-1][1]

        wait_for(is_back, f"{NAME} on the bus again; so far {self.owners}")
        owners, self.owners = self.owners, []
        return owners

    def get(self, name):
        return self.client.call("Get", GLib.Variant("(ss)", (NAME, name)), interface=PROPERTIES)[0]

    def history(self):
        return self.client.call("GetHistory")[0]


class Host:
    """A running host, and what its subscriber has seen of it."""

    def __init__(self, system, debs):
        self.system = system
        self.debs = debs
        self.capture = Capture(system.work / "host.dtb")
        self.figures = []
        self.subscriber = None

    def install(self, version):
        self.system.install(self.debs[version], "--allow-downgrades")
        assert self.system.run("ppc-compatd", "--version").split()[1] == self.version(version)

    def version(self, version):
        return packages.field(self.debs[version][0], "Version").partition("-")[0]

    def start(self, version, capture):
        self.capture.load(capture)
        folder = "/etc/systemd/system/ppc-compatd.service.d"
        self.system.run("sh", "-euc", f'mkdir {folder}; printf %s "$1" >{folder}/replay.conf', "sh", DROP_IN)
        self.install(version)
        self.subscriber = Subscriber(self.system.bus_address)
        self.note(version)

    def note(self, step):
        self.figures.append(f"{step} {self.subscriber.get('Generation')}")

    def replace(self, version):
        """By packages of another version: the answer stays, and so nobody hears of a change."""
        subscriber = self.subscriber
        before = subscriber.get("Generation"), subscriber.history(), subscriber.client.name_owner()
        self.install(version)
        went, came = subscriber.wait_for_restart()
        assert went == (before[2], "") and came == ("", subscriber.client.name_owner()) and came[1] != before[2]
        assert subscriber.take() == []
        assert subscriber.get("Version") == self.version(version)
        assert (subscriber.get("Generation"), subscriber.history()) == before[:2]
        self.note(version)

    def change(self, capture):
        """The host below becomes another: one change, of one generation."""
        generation = self.subscriber.get("Generation")
        expected = self.capture.load(capture)
        self.system.run("systemctl", "reload", "ppc-compatd")
        self.subscriber.wait_for_change()
        signals = self.subscriber.take()
        assert sorted(signal.member for signal in signals) == ["CompatChanged", "PropertiesChanged"]
        assert self.subscriber.get("CompatModes") == expected["CompatModes"]
        assert self.subscriber.get("Generation") == generation + 1
        self.note("change")
        return expected

    def ask(self, version, *arguments):
        """What the client of that version says, whichever is installed."""
        return self.system.run(f"/mnt/{version}/usr/bin/ppc-compatctl", *arguments)

    def compare_clients(self, expected):
        """Both understand the daemon that runs."""
        modes = expected["CompatModes"]
        for version in OLD, NEW:
            said = json.loads(self.ask(version, "status", "--json=short"))
            described = json.loads(self.ask(version, "describe"))
            for answer in said, described:
                assert {key: answer[key] for key in expected if key in answer} == expected
                assert answer["Generation"] == self.subscriber.get("Generation")
            text = self.ask(version, "status")
            assert all(mode.upper() in text.upper() for mode in modes) and expected["State"] in text
            assert self.ask(version, "modes").split() == modes
            self.ask(version, "check", modes[0])
            assert len(self.ask(version, "history").splitlines()) > len(self.subscriber.history())


@pytest.fixture(scope="session")
def versions(deb_files):
    """Packages of both, the daemon's and the client's."""
    if earlier.why_not():
        pytest.skip(earlier.why_not())
    folder = earlier.find_debs()
    new = {packages.field(deb, "Package"): deb for deb in deb_files}
    return {OLD: [packages.find(folder, name) for name in PACKAGES], NEW: [new[name] for name in PACKAGES]}


@pytest.fixture
def host(base, versions, tmp_path):
    with booted.Booted(base, tmp_path / "system") as system:
        for version, debs in versions.items():
            packages.run("dpkg-deb", "--extract", debs[1], system.work / version)
        yield Host(system, versions)


def test_up_and_down(host, record_property):
    began = time.monotonic()
    captures = iter(CAPTURES)
    host.start(OLD, next(captures))
    for version in NEW, OLD, NEW:
        host.compare_clients(host.change(next(captures)))
        host.replace(version)
        host.compare_clients(host.change(next(captures)))
    record_property("figures", f"Generation {', '.join(host.figures)}; {time.monotonic() - began:.0f} s")


def test_down_past_a_word_that_is_not_known(host):
    """The earlier version trusts no record that has a newer reason: it keeps the file, and counts from one again."""
    host.start(NEW, CAPTURES[0])
    host.change("../rules/trial-refuses-one")
    host.install(OLD)
    host.subscriber.wait_for_restart()
    assert host.subscriber.get("Generation") == 1
    assert "generation 2 " in host.system.read("/var/lib/ppc-compatd/state.bad")
    # What it has counted goes on from there.
    host.install(NEW)
    host.subscriber.wait_for_restart()
    assert host.subscriber.get("Generation") == 2
    assert host.subscriber.get("Reason") == "guest-refused"
