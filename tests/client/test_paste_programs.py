# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is pasted, taken by the real QEMU, libvirt and virt-install."""

import json
import re
import shlex
import subprocess
from xml.etree import ElementTree

import pytest

from machineoptions import OPTIONS, options_of
from rig import DEADLINE

QEMU = "qemu-system-ppc64"
DOMAIN = """<domain type='{kind}'>
  <name>guest</name>
  <memory unit='MiB'>512</memory>
  <os><type arch='ppc64' machine='pseries'>hvm</type></os>
  {cpu}
</domain>
"""


def qemu_version():
    shown = subprocess.run([QEMU, "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(r"version (\d+\.\d+)", shown)[1]


def qemu_knows_power11():
    return [*map(int, qemu_version().split("."))] >= [9, 2]


def ask_qemu(line):
    """What the machine says of max-cpu-compat, or QEMU's complaint where it does not start.

    The line is QEMU's own to parse. Two words are exchanged, since this machine has no KVM for POWER: TCG takes over
    where KVM is not there, and -cpu host, which exists with KVM only, becomes a processor that can have the mode.
    """
    words = [word.replace("accel=kvm,", "accel=kvm:tcg,") for word in shlex.split(line)]
    assert words != shlex.split(line) and words[-2:] == ["-cpu", "host"]
    words[-1] = "power11" if "power11" in line else "power10"
    commands = [{"execute": "qmp_capabilities"},
                {"execute": "qom-get", "arguments": {"path": "/machine", "property": "max-cpu-compat"}},
                {"execute": "quit"}]
    result = subprocess.run([QEMU, *words, "-S", "-nodefaults", "-display", "none", "-qmp", "stdio"],
                            input="\n".join(map(json.dumps, commands)), capture_output=True, text=True,
                            timeout=DEADLINE)
    if result.returncode != 0:
        return result.stderr
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    return [answer["return"] for answer in answers if "return" in answer][1]


@pytest.mark.parametrize("mode", ["power11", "power10", "power9"])
@pytest.mark.parametrize("options", [{}, OPTIONS], ids=["plain", "options"])
def test_real_qemu(shared_fake, shared_ctl, mode, options):
    """The machine starts with the line, so that QEMU knows each option in it."""
    shared_fake.set(CompatModes=["power11", "power10", "power9"], ProcessorModel=mode, MachineOptions=options)
    result = shared_ctl.run("qemu-args", mode, "-q", f"--qemu={qemu_version()}")
    if mode == "power11" and not qemu_knows_power11():
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr == (f"ppc-compatctl: QEMU {qemu_version()} cannot start such a guest here: power11 is known "
                                 "to QEMU from 9.2 on\n")
        if not options:
            assert 'Invalid compatibility mode "power11"' in ask_qemu(shared_ctl.run("qemu-args", mode, "-q").stdout)
        return
    assert ask_qemu(result.stdout) == mode


def test_what_this_qemu_knows(shared_fake, shared_ctl):
    """What is printed for its version is what its help lists, no more and no less."""
    shared_fake.set(ProcessorModel="power10", MachineOptions=OPTIONS)
    helped = subprocess.run([QEMU, "-machine", "pseries,help"], capture_output=True, text=True, check=True).stdout
    known = {name for name in OPTIONS if f" {name}=" in helped}
    assert len(known) >= 7
    result = shared_ctl.run("qemu-args", f"--qemu={qemu_version()}")
    assert options_of(result.stdout) == [f"{name}={value}" for name, value in OPTIONS.items() if name in known]
    left_out = [f"{name}={value}" for name, value in OPTIONS.items() if name not in known]
    assert (", ".join(left_out) + " is left out" in result.stderr) == (left_out != [])
    assert shared_ctl.run("qemu-args").stdout.count("cap-") == len(OPTIONS)


def check_with_libvirt(xml, tmp_path):
    """Its own schema takes the domain, and so does its parser; back comes what the latter has understood."""
    valid = tmp_path / "kvm.xml"
    valid.write_text(DOMAIN.format(kind="kvm", cpu=xml))
    checked = subprocess.run(["xmllint", "--noout", "--relaxng", "/usr/share/libvirt/schemas/domain.rng", valid],
                             capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr

    # The test driver has libvirt's parser of domains, and no hypervisor.
    parsed = tmp_path / "test.xml"
    parsed.write_text(DOMAIN.format(kind="test", cpu=xml))
    shown = subprocess.run(["virsh", "--quiet", "--connect", "test:///default", f"define {parsed}; dumpxml guest"],
                           capture_output=True, text=True, timeout=DEADLINE,
                           env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)})
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


@pytest.mark.parametrize("mode", ["power11", "power10", "power9"])
def test_real_libvirt(shared_fake, shared_ctl, tmp_path, mode):
    shared_fake.set(CompatModes=["power11", "power10", "power9"], MachineOptions=OPTIONS)
    shown = check_with_libvirt(shared_ctl.run("libvirt-xml", mode, "--libvirt=11.4").stdout, tmp_path)
    assert re.search(rf"<cpu mode='host-model'>\s*<model[^>]*>{mode}</model>", shown)
    for element in ("<cfpc value='broken'/>", "<sbbc value='broken'/>", "<ibs value='broken'/>",
                    "<ccf-assist state='off'/>"):
        assert element in shown
    assert re.search(r"<hpt>\s*<maxpagesize unit='KiB'>4</maxpagesize>\s*</hpt>", shown)


def given_to_qemu(xml):
    """The values of qemu:arg, in libvirt's namespace."""
    domain = ElementTree.fromstring(DOMAIN.format(kind="kvm", cpu=xml))
    space = "{http://libvirt.org/schemas/domain/qemu/1.0}"
    return [each.get("value") for each in domain.findall(f"{space}commandline/{space}arg")]


@pytest.mark.parametrize("processor, version, named", [
    ("power11", None, False), ("power11", "11.3", False), ("power11", "11.4", True), ("power10", None, True),
    ("power10", "8.3", False), ("power9", None, True), ("", None, False)])
def test_a_libvirt_that_cannot_name_the_processor(shared_fake, shared_ctl, tmp_path, processor, version, named):
    shared_fake.set(ProcessorModel=processor, MachineOptions={"cap-ccf-assist": "off", "cap-fwnmi": "off"})
    result = shared_ctl.run("libvirt-xml", *([f"--libvirt={version}"] if version else []))
    assert result.returncode == 0
    assert ("host-passthrough" in result.stdout) == (not named)
    assert ("host-model" in result.stdout) == ("<model>power10</model>" in result.stdout) == named
    assert given_to_qemu(result.stdout) == ["-machine", ("" if named else "max-cpu-compat=power10,") + "cap-fwnmi=off"]
    assert "<ccf-assist state='off'/>" in result.stdout
    told = processor == "power11" and not version
    assert ("libvirt before 11.4 cannot name this processor" in result.stderr) == told == (result.stderr != "")
    check_with_libvirt(result.stdout, tmp_path)


def test_a_libvirt_without_the_elements(shared_fake, shared_ctl):
    shared_fake.set(ProcessorModel="power9", MachineOptions=OPTIONS)
    printed = shared_ctl.run("libvirt-xml", "--libvirt=6.2").stdout
    assert "cfpc value" not in printed and "<ccf-assist state='off'/>" in printed
    assert "cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken," in given_to_qemu(printed)[1]


def test_an_option_that_libvirt_has_no_element_for(shared_fake, shared_ctl):
    shared_fake.set(ProcessorModel="power10", MachineOptions={"cap-of-tomorrow": "less", "cap-htm": "off"})
    printed = shared_ctl.succeed("libvirt-xml")
    assert given_to_qemu(printed) == ["-machine", "cap-of-tomorrow=less"] and "<htm state='off'/>" in printed


def elements_of(xml):
    """What virt-install and libvirt-xml have to agree on."""
    domain = ElementTree.fromstring(xml)
    space = "{http://libvirt.org/schemas/domain/qemu/1.0}"
    found = {}
    for name in ("cpu", "features", f"{space}commandline"):
        for each in domain.findall(name):
            each.tail = None
            ElementTree.indent(each)
            found[name] = {ElementTree.canonicalize(ElementTree.tostring(child)) for child in each} | \
                {(each.get("mode"))}
    # This is what virt-install's own default of the x86 machine here adds.
    found.get("features", set()).discard("<pae></pae>")
    return found


@pytest.mark.parametrize("processor", ["power10", "power11"])
@pytest.mark.parametrize("options", [{"cap-sbbc": "broken"}, OPTIONS], ids=["one", "all"])
def test_real_virt_install(shared_fake, shared_ctl, tmp_path, processor, options):
    """virt-install makes of its options what libvirt-xml prints; on libvirt's test driver, which has x86 only."""
    shared_fake.set(ProcessorModel=processor, MachineOptions=options)
    words = shared_ctl.run("virt-install-args", "-q").stdout
    assert words.count("\n") == 1 and not re.search("[\"'$`*?<>|&;]", words)
    made = subprocess.run(
        ["virt-install", "--connect", "test:///default", "--name", "guest", "--virt-type", "test", "--memory", "512",
         "--disk", "none", "--network", "none", "--graphics", "none", "--osinfo", "generic", "--import", "--print-xml",
         *words.split()], capture_output=True, text=True, timeout=DEADLINE,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)})
    assert made.returncode == 0, made.stderr
    assert elements_of(made.stdout) == \
        elements_of(DOMAIN.format(kind="kvm", cpu=shared_ctl.run("libvirt-xml", "-q").stdout))
