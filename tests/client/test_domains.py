# SPDX-License-Identifier: LGPL-2.1-or-later
"""guest with libvirt's domains: a stand-in for its library, and the real one with its own driver for tests."""

import json
import re

import pytest

from guestfiles import PASSTHROUGH, domain, mode

NODE = """\
<node>
  <domain type='test'>
    <name>{name}</name>
    <memory>8192</memory>
    <os><type>hvm</type></os>
  </domain>
</node>
"""


class Virt:
    def __init__(self, fake, ctl, library, folder):
        self.folder = folder
        self.environment = {"LD_LIBRARY_PATH": str(library), "STUB_DOMAINS": str(folder)}
        self.ctl = ctl
        folder.mkdir()
        fake.set()

    def add(self, name, cpu):
        (self.folder / name).write_text(domain(cpu, name=name))

    def run(self, *words, **environment):
        return self.ctl.run("guest", *words, **(self.environment | environment))

    def judge(self, *words, **environment):
        return {answer["guest"]: answer for answer in
                json.loads(self.run("--json=short", *words, **environment).stdout)}


@pytest.fixture
def virt(shared_fake, shared_ctl, stub_virt, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Virt(shared_fake, shared_ctl, stub_virt, tmp_path / "domains")


def test_every_domain(virt):
    """Those with a problem, and a count of the others."""
    for number in range(20):
        virt.add(f"good{number}", mode("power10" if number else "power9"))
    virt.add("bad", PASSTHROUGH)
    (virt.folder / "gone").write_text("")
    result = virt.run()
    assert (result.returncode, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["GUEST", "bad", "change:"]
    assert lines[3] == "The other 20 guests start: 19 as power10, 1 as power9."
    assert len(lines) == 5
    assert len(virt.judge()) == 21


def test_one_domain(virt):
    virt.add("bad", PASSTHROUGH)
    virt.add("good", mode("power9"))
    assert list(virt.judge("good")) == ["good"]
    (virt.folder.parent / "good").mkdir()
    assert virt.run("good").returncode == 0


def test_file_comes_first(virt):
    virt.add("web", mode("power9"))
    (virt.folder.parent / "web").write_text(domain(PASSTHROUGH))
    assert virt.judge("web")["web"]["verdict"] == "no"


def test_no_domain(virt):
    result = virt.run()
    assert (result.returncode, result.stdout) == (0, "There is no guest on this host.\n")
    assert virt.judge() == {}
    result = virt.run("nothing")
    assert (result.returncode, result.stdout) == (1, "")
    assert re.fullmatch(r"ppc-compatctl: neither a file nor a domain has this name: [ -~]+\n", result.stderr)


def test_has_died(virt):
    virt.add("dead.paused", PASSTHROUGH)
    virt.add("fine.paused", mode("power10"))
    answers = virt.judge()
    assert answers["dead.paused"]["died"] and not answers["fine.paused"]["died"]
    assert "It is paused now, so it has died of this." in virt.run("dead.paused").stdout
    assert "died" not in virt.run("fine.paused").stdout


def test_state(virt):
    """Of domains, as virsh calls it; one that is not known is left out, and so is that of a file."""
    for name in ("on.running", "dead.paused", "off", "odd.strange"):
        virt.add(name, mode("power10"))
    assert {name: answer.get("state") for name, answer in virt.judge().items()} == {
        "on.running": "running", "dead.paused": "paused", "off": "shut off", "odd.strange": None}
    (virt.folder.parent / "web").write_text(domain(mode("power9")))
    assert "state" not in virt.judge("web")["web"]


@pytest.mark.parametrize("name", ["two\nlines", "\033[31mred"])
def test_hostile_names(virt, name):
    virt.add(name, "")
    (virt.folder / name).write_text("<domain")
    result = virt.run()
    assert (result.returncode, result.stdout) == (1, "")
    assert re.fullmatch(r"ppc-compatctl: [ -~]+\n", result.stderr)
    (virt.folder / name).write_text(domain(PASSTHROUGH, name="x"))
    assert re.fullmatch(r"[ -~\n]+", virt.run().stdout)


def test_versions_of_this_host(virt, bus):
    """Those of libvirt count where the daemon is this machine's."""
    virt.add("web", PASSTHROUGH)
    address = virt.ctl.address
    virt.ctl.command = lambda *words: [virt.ctl.path, *words]
    old = virt.judge("web", STUB_VERSION="11003000", DBUS_SYSTEM_BUS_ADDRESS=address)["web"]["change"]
    new = virt.judge("web", STUB_VERSION="11004000", DBUS_SYSTEM_BUS_ADDRESS=address)["web"]["change"]
    assert "qemu:commandline" in old and new == mode("power10")


def test_fix(virt):
    virt.add("web", PASSTHROUGH)
    assert virt.run("--fix", "web").stdout == domain(mode("power10"))


def test_without_libvirt(virt):
    """A file of that name that is no library ends the search for one."""
    (virt.folder / "libvirt.so.0").write_text("")
    result = virt.run(LD_LIBRARY_PATH=str(virt.folder))
    assert (result.returncode, result.stdout) == (1, "")
    assert "libvirt.so.0, is not installed" in result.stderr
    (virt.folder / "a").write_text(domain(mode("power9")))
    assert virt.run(str(virt.folder / "a"), LD_LIBRARY_PATH=str(virt.folder)).returncode == 0


def test_libvirt_does_not_answer(virt):
    result = virt.run(LIBVIRT_DEFAULT_URI="qemu+nothing:///system")
    assert (result.returncode, result.stdout) == (1, "")
    assert re.fullmatch(r"ppc-compatctl: libvirt does not answer: [ -~]+\n", result.stderr)


def test_real_library(shared_fake, shared_ctl, tmp_path):
    """Its driver for tests has domains of a kind of their own, which are no pseries machines."""
    shared_fake.set()
    (tmp_path / "node.xml").write_text(NODE.format(name="box"))
    uri = f"test://{tmp_path}/node.xml"
    result = shared_ctl.run("guest", "--json=short", LIBVIRT_DEFAULT_URI=uri)
    [answer] = json.loads(result.stdout)
    assert (answer["guest"], answer["verdict"], answer["reason"]) == ("box", "unknown", "other-machine")
    assert answer["state"] == "running"
    assert (result.returncode, result.stderr) == (2, "")
    assert json.loads(shared_ctl.run("guest", "-j", "box", LIBVIRT_DEFAULT_URI=uri).stdout) == [answer]
    result = shared_ctl.run("guest", "-j", "nothing", LIBVIRT_DEFAULT_URI=uri)
    assert (result.returncode, json.loads(result.stdout)) == (1, [])
    assert "Domain not found" in result.stderr and result.stderr.count("\n") == 1


def test_silent_libvirt(virt):
    """A daemon of libvirt that hangs is waited for 10 s."""
    virt.add("web", PASSTHROUGH)
    result = virt.run(STUB_SILENT="1")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("ppc-compatctl: libvirt is silent; ") and result.stderr.count("\n") == 1
