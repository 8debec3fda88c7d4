# SPDX-License-Identifier: LGPL-2.1-or-later
"""What baseline prints to start a guest on every host. ssh is a script that answers; the real one is in tests/fleet."""

import json

import pytest

from rig import Client

HOST = {"CompatModes": ["power10", "power9"], "RecommendedMode": "power10", "HostMode": "power10",
        "HostLogicalPVR": "0x0f000006", "KernelMask": "0x6000000000000000", "ProcessorModel": "power10",
        "ProcessorPVR": "0x00800200", "Platform": "powervm", "State": "ready", "Reason": "", "Source": "kvm", "Generation": 1,
        "LastTrigger": "boot", "LastChangeTimestamp": 0, "Version": "0.1"}


@pytest.fixture
def ask(client_path, tmp_path):
    ssh = tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\nfor word; do\n    [ ! -f "{tmp_path}/$word.json" ] || cat "{tmp_path}/$word.json"\ndone\n')
    ssh.chmod(0o755)
    ctl = Client(client_path, None)
    ctl.command = lambda *words: [client_path, *words]

    def ask(hosts, *options):
        for i, properties in enumerate(hosts):
            (tmp_path / f"h{i}.json").write_text(json.dumps(HOST | properties))
        names = [word for i in range(len(hosts)) for word in ("-H", f"h{i}")]
        return ctl.run("baseline", *names, *options, PATH=f"{tmp_path}:/usr/bin:/bin")
    return ask


def line(mode, *options):
    return f"-machine {','.join(['pseries,accel=kvm', f'max-cpu-compat={mode}', *options])} -cpu host"


@pytest.mark.parametrize("hosts, expected", [
    ([{}, {}], line("power10")),
    ([{}, {"MachineOptions": {"cap-cfpc": "broken", "cap-hpt-max-page-size": "4k"}},
      {"MachineOptions": {"cap-ccf-assist": "off", "cap-cfpc": "broken"}}],
     line("power10", "cap-cfpc=broken", "cap-hpt-max-page-size=4k", "cap-ccf-assist=off")),
    ([{"MachineOptions": {"cap-ibs": "fixed-ccd"}}, {"MachineOptions": {"cap-ibs": "broken"}},
      {"MachineOptions": {"cap-ibs": "workaround"}}], line("power10", "cap-ibs=broken")),
    ([{"MachineOptions": {"cap-dawr1": "off", "cap-fwnmi": "off"}}, {"CompatModes": ["power9"]}],
     line("power9", "cap-fwnmi=off")),
])
def test_one_line_for_all(ask, hosts, expected):
    assert f"\nArguments of QEMU: {expected}\n" in ask(hosts).stdout
    assert json.loads(ask(hosts, "-j").stdout)["Arguments"] == expected.split()


def test_what_is_unsafe(ask):
    hosts = [{}, {"MachineOptions": {"cap-sbbc": "broken"}}]
    assert ask(hosts).stderr.startswith("ppc-compatctl: unsafe: with cap-sbbc=broken the programs of a guest ")
    assert ask(hosts, "-q").stderr == ""


def test_older_qemu(ask):
    hosts = [{"MachineOptions": {"cap-dawr1": "off"}}, {"ProcessorModel": "power11"}]
    result = ask(hosts, "--qemu=9.2")
    assert line("power10") in result.stdout and "cap-dawr1=off is left out" in result.stderr
    result = ask(hosts, "--qemu=9.1")
    assert "Arguments" not in result.stdout and "power11 is known to QEMU from 9.2 on" in result.stderr


@pytest.mark.parametrize("hosts", [
    [{}, {"CompatModes": []}], [{}, {"MachineOptions": {"cap-x": "off -monitor stdio"}}],
    [{"CompatModes": ["power10;reboot"]}]])
def test_nothing_to_paste(ask, hosts):
    assert "Arguments" not in ask(hosts).stdout
    assert json.loads(ask(hosts, "-j").stdout)["Arguments"] == []
