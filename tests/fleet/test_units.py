# SPDX-License-Identifier: LGPL-2.1-or-later
"""The exporters' units: sound, hardened, and not on by themselves. Of the daemon's unit, how it is started again."""

import configparser
import pathlib
import re
import socket
import subprocess

import pytest

from host import DEADLINE, end_process

KINDS = {"prometheus": "/var/lib/prometheus/node-exporter/ppc-compat.prom",
         "nfd": "/etc/kubernetes/node-feature-discovery/features.d/ppc-compat",
         "nova": "/etc/nova/provider_config/ppc-compat.yaml"}
# Ten times what systemd-analyze shows.
THRESHOLD = 15


@pytest.fixture(params=KINDS)
def unit(request, tmp_path, client_path):
    """The unit as it is built, but that the client is where it is built too."""
    name = f"ppc-compat-export-{request.param}.service"
    text = (pathlib.Path(request.config.getoption("--units")) / name).read_text()
    path = tmp_path / name
    path.write_text(re.sub(r"(?<=ExecStart=)\S+", client_path, text))
    return path


def read(unit):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(unit)
    return parser


def test_systemd_finds_nothing(unit):
    checked = subprocess.run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit],
                             capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_hardened(unit):
    scored = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={THRESHOLD}", unit],
                            capture_output=True, text=True)
    assert scored.returncode == 0, scored.stdout


def test_it_may_write_its_folder_alone(unit):
    file = KINDS[re.search(r"export-(\w+)", unit.name)[1]]
    service = read(unit)["Service"]
    assert service["ReadWritePaths"] == str(pathlib.Path(file).parent) and service["ProtectSystem"] == "strict"
    assert f"--output={file}" in service["ExecStart"].split() and service["ExecStopPost"] == f"rm -f {file}"
    assert not [key for key in service if "Directory" in key], "the folder is not ours to make"
    assert read(unit)["Unit"]["ConditionPathIsDirectory"] == str(pathlib.Path(file).parent)
    assert read(unit)["Install"]["WantedBy"] == "multi-user.target"


@pytest.fixture
def daemon(request):
    return read(pathlib.Path(request.config.getoption("--units")).parent / "units" / "ppc-compatd.service")


def test_the_daemon_is_started_again_however_often(daemon):
    """A shortage that ends it may last, and who subscribes only does not start it."""
    assert (daemon["Service"]["Restart"], daemon["Unit"]["StartLimitIntervalSec"]) == ("on-failure", "0")


def test_the_bus_can_start_the_daemon_anywhere(daemon):
    """systemd does not tell the bus of a unit that a condition has skipped: who asks would wait 25 s for nothing."""
    assert [name for name in daemon["Unit"] if name.startswith(("Condition", "Assert"))] == []


def test_it_delays_nobody_for_long(unit):
    """Others are started after it, once it has an answer: on a bus that is silent, systemd gives up soon."""
    service = read(unit)["Service"]
    assert read(unit)["Unit"]["Before"] and service["Type"] == "notify" and service["TimeoutStartSec"] == "10s"


def test_the_command_tells_systemd_when_the_file_is_there(unit, host):
    """With a folder and a bus of the test's."""
    host.daemon.start("lpar-9105-22a-power11")
    words = read(unit)["Service"]["ExecStart"].split()
    words = [re.sub(r"(?<=--output=).*/", f"{host.folder}/", word) for word in words]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(host.folder.parent / "notify"))
        systemd.settimeout(DEADLINE)
        environment = host.ctl.environment(DBUS_SYSTEM_BUS_ADDRESS=host.bus.address,
                                           NOTIFY_SOCKET=systemd.getsockname())
        process = subprocess.Popen(words, env=environment)
        try:
            assert systemd.recv(100) == b"READY=1"
            assert [path.stem for path in host.folder.iterdir()] == ["ppc-compat"]
        finally:
            end_process(process)
