# SPDX-License-Identifier: LGPL-2.1-or-later
"""The real Ansible runs the playbook against hosts made of local connections, each with a fact of its own."""

import contextlib
import json
import pathlib
import shlex
import subprocess

import pytest

from host import Host

FLEET = pathlib.Path(__file__).resolve().parents[2] / "fleet"
PLAYBOOK = FLEET / "ppc-compat.playbook.yml"
FACT = FLEET / "ppc_compat.fact"
# Beside the hosts: /dev/kvm may not be opened, on a POWER10 host.
DENIED = "../rules/denied"
CAPTURES = {"lpar1": "linux-7.3-papr-power11-as-power10", "lpar2": "lpar-9105-42a-power10",
            "lpar3": "linux-7.3-papr-power11-moved-to-power10", "lpar4": "linux-7.3-papr-power11",
            "lpar5": "opal-t2p9d01-power9"}


class Inventory:
    def __init__(self, directory):
        self.directory = directory
        self.hosts = {}

    def add(self, name, address, client_path):
        """A host whose facts.d has the project's fact, run with that host's bus."""
        facts = self.directory / f"{name}-facts"
        facts.mkdir()
        programs = self.directory / f"{name}-programs"
        programs.mkdir()
        (programs / "ppc-compatctl").symlink_to(client_path)
        fact = facts / FACT.name
        fact.write_text(f"#!/bin/sh\nexport DBUS_SYSTEM_BUS_ADDRESS={shlex.quote(address)} "
                        f"PATH={shlex.quote(str(programs))}:/usr/bin:/bin\nexec {shlex.quote(str(FACT))}\n")
        fact.chmod(0o755)
        self.hosts[name] = {"ansible_connection": "local", "ppc_compat_facts": str(facts)}

    def add_unreachable(self, name):
        self.hosts[name] = {"ansible_host": "127.0.0.1", "ansible_port": 1, "ansible_ssh_common_args": "-F none"}

    def play(self, *words, **environment):
        """What the playbook's last task prints."""
        path = self.directory / "inventory.json"
        path.write_text(json.dumps({"all": {"hosts": self.hosts, "vars": {
            "ansible_python_interpreter": "/usr/bin/python3"}}}))
        result = subprocess.run(
            ["ansible-playbook", "-i", path, PLAYBOOK, *words], capture_output=True, text=True, cwd=self.directory, timeout=120,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.directory), "LC_ALL": "C.UTF-8",
                 "ANSIBLE_NOCOLOR": "true", "ANSIBLE_LOCALHOST_WARNING": "false", **environment})
        said = result.stdout.partition("TASK [Print it]")[2]
        assert "=> {" in said, result.stdout + result.stderr
        return json.JSONDecoder().raw_decode(said[said.index("=> {") + 3:])[0]["msg"]


@pytest.fixture
def inventory(tmp_path, daemon_path, client_path):
    """Makes one of these hosts, with the daemon running on those that have a capture."""
    with contextlib.ExitStack() as stack:
        def make(**captures):
            made = Inventory(tmp_path)
            for name, capture in captures.items():
                host = stack.enter_context(Host(name, daemon_path, client_path, tmp_path))
                if capture:
                    host.daemon.start(capture)
                made.add(name, host.bus.address, client_path)
            return made

        yield make


def test_common_level_and_odd_hosts(inventory):
    hosts = inventory(**{name: CAPTURES[name] for name in ("lpar1", "lpar2", "lpar3", "lpar4")})
    assert hosts.play() == {
        "common": ["power10", "power9"], "unknown": [], "asked": "4", "answered": "4", "silent": [],
        "odd": {"lpar4": ["power11", "power10", "power9"]}, "not_ready": {"lpar3": "kvm-stale"}}


def test_silent_hosts(inventory):
    hosts = inventory(lpar1=CAPTURES["lpar1"], lpar5=CAPTURES["lpar5"], lpar6=None)
    hosts.add_unreachable("lpar7")
    said = hosts.play()
    assert said["common"] == ["power9"] and (said["asked"], said["answered"]) == ("4", "2")
    assert sorted(said["silent"]) == ["lpar6", "lpar7"] and said["not_ready"] == {}


def test_nobody_answers(inventory):
    said = inventory(lpar6=None).play()
    assert said == {"common": "unknown", "unknown": [], "asked": "1", "answered": "0", "silent": ["lpar6"], "odd": {},
                    "not_ready": {}}


def test_a_host_in_doubt(inventory):
    """It takes no mode from the others that it only may lack, and gives none."""
    hosts = inventory(lpar1=CAPTURES["lpar1"], lpar5=DENIED)
    assert hosts.play() == {
        "common": "unknown", "unknown": ["power10", "power9"], "asked": "2", "answered": "2", "silent": [], "odd": {},
        "not_ready": {"lpar5": "kvm-denied"}}
    assert hosts.play("--limit", "lpar5")["common"] == "unknown"


def test_nothing_in_common(inventory):
    said = inventory(lpar1=CAPTURES["lpar1"], lpar5="opal-8247-22l-power8").play()
    assert (said["common"], said["unknown"], said["answered"]) == ([], [], "2")


def test_a_cache_of_facts_does_not_answer_for_a_host_that_is_down(inventory, tmp_path):
    hosts = inventory(lpar1=CAPTURES["lpar4"], lpar2=CAPTURES["lpar5"])
    cache = {"ANSIBLE_CACHE_PLUGIN": "jsonfile", "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(tmp_path / "cache")}
    assert hosts.play(**cache)["common"] == ["power9"]
    assert "power9" in (tmp_path / "cache" / "lpar2").read_text(), "it is not in the cache, so nothing is tested"
    hosts.add_unreachable("lpar2")
    assert hosts.play(**cache) == {
        "common": ["power11", "power10", "power9"], "unknown": [], "asked": "2", "answered": "1", "silent": ["lpar2"],
        "odd": {}, "not_ready": {}}


def test_a_limit(inventory):
    """Who was not asked is not silent."""
    hosts = inventory(lpar1=CAPTURES["lpar1"], lpar5=CAPTURES["lpar5"])
    said = hosts.play("--limit", "lpar5")
    assert (said["common"], said["asked"], said["answered"], said["silent"]) == (["power9"], "1", "1", [])


def test_a_pattern(inventory):
    hosts = inventory(lpar1=CAPTURES["lpar1"], lpar5=CAPTURES["lpar5"])
    said = hosts.play("-e", "ppc_compat_group=all:!lpar5")
    assert (said["common"], said["asked"], said["silent"]) == (["power10", "power9"], "1", [])
