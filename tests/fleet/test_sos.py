# SPDX-License-Identifier: LGPL-2.1-or-later
"""The plugin, by the real sos. Simulated are the host, by a capture, and its guests, by libvirt's test driver."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

import pytest

from host import wait_for
from rig import NAME

PLUGIN = pathlib.Path(__file__).resolve().parents[2] / "fleet" / "sos" / "ppc_compat.py"
INSTALLED = pathlib.Path("/usr/lib/python3/dist-packages/sos")


@pytest.fixture
def report(host, client_path, tmp_path):
    """Runs sos in a copy of itself that has the plugin, since /usr stays as it is."""
    place = tmp_path / "place"
    shutil.copytree(INSTALLED, place / "sos")
    shutil.copy(PLUGIN, place / "sos" / "report" / "plugins")
    # It takes programs from its own list of folders alone, so the copy has one more.
    (debian,) = (place / "sos" / "policies").rglob("debian.py")
    text = debian.read_text()
    assert text.count('PATH = "') == 1
    debian.write_text(text.replace('PATH = "', f'PATH = "{pathlib.Path(client_path).parent}:'))
    reports = tmp_path / "reports"
    reports.mkdir()
    environment = os.environ | {
        "PYTHONDONTWRITEBYTECODE": "1",
        "DBUS_SYSTEM_BUS_ADDRESS": host.bus.address, "LIBVIRT_DEFAULT_URI": "test:///default"}

    def run():
        # It looks for its modules in the current folder first.
        subprocess.run([sys.executable, "/usr/bin/sos", "report", "--batch", "--only-plugins=ppc_compat",
                        "--compression-type=gzip", f"--tmp-dir={reports}"],
                       cwd=place, env=environment, check=True, stdout=subprocess.DEVNULL)
        (archive,) = reports.glob("*.tar.gz")
        with tarfile.open(archive) as files:
            return {pathlib.Path(member.name).name: files.extractfile(member).read().decode()
                    for member in files if member.isfile() and "/sos_commands/ppc_compat/" in member.name}

    return run


def test_what_is_collected(host, report):
    host.daemon.start("linux-7.3-papr-power11-moved-to-power10")
    files = report()
    # Its last line has the time that has passed.
    assert files["status"].splitlines()[:-1] == host.ctl.succeed("status").splitlines()[:-1]
    assert json.loads(files["describe.json"]) == json.loads(host.ctl.succeed("--json=short", "describe"))
    assert json.loads(files["history.json"]) == json.loads(host.ctl.succeed("--json=short", "history"))
    (guest,) = json.loads(files["guest.json"])
    assert guest["guest"] == "test" and "verdict" in guest
    assert [name for name in files if name.startswith("journalctl")]


def test_the_daemon_is_not_started(host, report, tmp_path):
    started = tmp_path / "started"
    starter = tmp_path / "starter"
    starter.write_text(f"#!/bin/sh\n: >{started}\n")
    starter.chmod(0o755)
    (host.bus.services / f"{NAME}.service").write_text(f"[D-BUS Service]\nName={NAME}\nExec={starter}\n")
    subprocess.run(["dbus-send", f"--bus={host.bus.address}", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                    "org.freedesktop.DBus.ReloadConfig"], check=True, stdout=subprocess.DEVNULL)
    files = report()
    assert not started.exists()
    assert files["describe.json"].startswith("ppc-compatctl: ") and "journalctl" in " ".join(files)
    # Somebody who does ask for it starts it.
    subprocess.run(["dbus-send", f"--bus={host.bus.address}", f"--dest={NAME}", "/org/ppc/Compat1",
                    "org.freedesktop.DBus.Peer.Ping"], check=True)
    wait_for(started.exists, started)
