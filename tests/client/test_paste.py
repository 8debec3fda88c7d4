# SPDX-License-Identifier: LGPL-2.1-or-later
"""qemu-args and libvirt-xml: what is pasted, against the real QEMU and the real libvirt; and when they refuse."""

import json
import re
import shlex
import subprocess

import pytest

from rig import DEADLINE

VERBS = ("qemu-args", "libvirt-xml")
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
    return int(re.search(r"version (\d+)\.", shown)[1])


def ask_qemu(line):
    """What the machine says of max-cpu-compat, or QEMU's complaint where it does not start.

    The line is QEMU's own to parse. Two words are exchanged, since this machine has no KVM for POWER: TCG takes over
    where KVM is not there, and -cpu host, which exists with KVM only, becomes a processor that can have the mode.
    """
    words = [word.replace("accel=kvm,", "accel=kvm:tcg,") for word in shlex.split(line)]
    assert words != shlex.split(line) and words[-2:] == ["-cpu", "host"]
    words[-1] = "power11" if "power11" in line and qemu_version() >= 10 else "power10"
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
def test_real_qemu(shared_fake, shared_ctl, mode):
    shared_fake.set(CompatModes=["power11", "power10", "power9"])
    said = ask_qemu(shared_ctl.succeed("qemu-args", mode))
    if mode == "power11" and qemu_version() < 10:
        # QEMU has power11 from 10.0 on: an older one gets as far as the mode, and says so.
        assert 'Invalid compatibility mode "power11"' in said
    else:
        assert said == mode


@pytest.mark.parametrize("mode", ["power11", "power10", "power9"])
def test_real_libvirt(shared_fake, shared_ctl, tmp_path, mode):
    shared_fake.set(CompatModes=["power11", "power10", "power9"])
    cpu = shared_ctl.succeed("libvirt-xml", mode)
    valid = tmp_path / "kvm.xml"
    valid.write_text(DOMAIN.format(kind="kvm", cpu=cpu))
    checked = subprocess.run(["virt-xml-validate", valid, "domain"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr

    # The test driver has libvirt's parser of domains, and no hypervisor.
    parsed = tmp_path / "test.xml"
    parsed.write_text(DOMAIN.format(kind="test", cpu=cpu))
    shown = subprocess.run(["virsh", "--quiet", "--connect", "test:///default", f"define {parsed}; dumpxml guest"],
                           capture_output=True, text=True, timeout=DEADLINE,
                           env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)})
    assert shown.returncode == 0, shown.stderr
    assert re.search(rf"<cpu mode='host-model'>\s*<model[^>]*>{mode}</model>", shown.stdout)


def test_the_recommended_mode(shared_fake, shared_ctl):
    shared_fake.set(CompatModes=["power10", "power9"], RecommendedMode="power9")
    assert shared_ctl.succeed("qemu-args") == "-machine pseries,accel=kvm,max-cpu-compat=power9 -cpu host\n"
    assert shared_ctl.succeed("libvirt-xml") == "<cpu mode='host-model'>\n  <model>power9</model>\n</cpu>\n"


def test_another_mode(shared_fake, shared_ctl):
    shared_fake.set()
    assert "compat=power9 " in shared_ctl.succeed("qemu-args", "POWER9")


def test_a_real_host(daemon, ctl):
    daemon.start("linux-7.3-papr-power11-moved-to-power10")
    assert "compat=power10 " in ctl.succeed("qemu-args")
    result = ctl.run("qemu-args", "power11")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("ppc-compatctl: power11 is not offered on this host, but these are: power10, "
                                    "power9; KVM still offers modes newer ")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("argument", [[], ["power10"]])
def test_nothing_to_offer(shared_fake, shared_ctl, verb, argument):
    shared_fake.set(CompatModes=[], RecommendedMode="", State="unavailable", Reason="no-kvm", Platform="powernv")
    result = shared_ctl.run(verb, *argument)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == ("ppc-compatctl: there is no mode to offer: KVM is not loaded on this host: nothing "
                             "answers at /dev/kvm, and without KVM there are no guests. Load KVM with 'modprobe "
                             "kvm-hv'. If 'modinfo kvm-hv' finds no module, this kernel cannot run guests, as on RHEL 9: boot one "
                             "that can. If the kernel refuses it, 'journalctl -k' shows why.\n")


def test_an_old_host(shared_fake, shared_ctl):
    shared_fake.set(CompatModes=[], RecommendedMode="", HostMode="power8")
    assert shared_ctl.run("qemu-args").stderr == ("ppc-compatctl: there is no mode to offer: this host is older than "
                                                  "POWER9, and no trial guest ran in POWER8 mode; KVM on POWER8 needs SMT "
                                                  "off, as by 'ppc64_cpu --smt=off'; see 'ppc-compatctl status'\n")


def test_not_offered(shared_fake, shared_ctl):
    shared_fake.set()
    result = shared_ctl.run("libvirt-xml", "power11")
    assert (result.returncode, result.stdout, result.stderr) == (
        1, "", "ppc-compatctl: power11 is not offered on this host, but these are: power10, power9\n")


CERTAIN = {"kvm-stale", "mixed-cpu-versions"}


@pytest.mark.parametrize("reason", ["kvm-stale", "mixed-cpu-versions", "kernel-without-capability", "kvm-failed",
                                    "kvm-timeout", "unknown-cpu-version", "malformed-device-tree", "moon-phase"])
@pytest.mark.parametrize("verb", VERBS)
def test_what_is_not_certain(shared_fake, shared_ctl, verb, reason):
    shared_fake.set(State="degraded", Reason=reason)
    result = shared_ctl.run(verb)
    assert result.returncode == 0 and "power10" in result.stdout
    assert (result.stderr == "") == (reason in CERTAIN)
    if result.stderr:
        assert re.fullmatch(r"ppc-compatctl: it is not certain that power10 works: [ -~]+\n", result.stderr)
    assert shared_ctl.succeed(verb, "--quiet") == result.stdout
    assert json.loads(shared_ctl.run(verb, "-j").stdout)["Certain"] == (reason in CERTAIN)


def test_json(shared_fake, shared_ctl):
    shared_fake.set()
    said = json.loads(shared_ctl.succeed("qemu-args", "-j"))
    assert said == {"Mode": "power10", "Certain": True, "Arguments": shlex.split(shared_ctl.succeed("qemu-args"))}
    assert json.loads(shared_ctl.succeed("libvirt-xml", "-j", "power9")) == {
        "Mode": "power9", "Certain": True, "XML": shared_ctl.succeed("libvirt-xml", "power9")}


@pytest.mark.parametrize("verb", VERBS)
def test_unknown_mode(shared_fake, shared_ctl, verb):
    result = shared_ctl.run(verb, "power7")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == ("ppc-compatctl: 'power7' is not a mode known here; "
                             "the modes are power11, power10, power9 and power8\n")


@pytest.mark.parametrize("mode", ["power10 -monitor stdio", "power10;reboot", "<x/>", "a\nb", "power10,x=y"])
@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_smuggled_into_what_is_pasted(shared_fake, shared_ctl, verb, mode):
    shared_fake.set(CompatModes=[mode], RecommendedMode=mode)
    result = shared_ctl.run(verb)
    assert (result.returncode, result.stdout) == (1, "") and "not understood" in result.stderr


@pytest.mark.parametrize("verb", VERBS)
def test_a_later_mode(shared_fake, shared_ctl, verb):
    shared_fake.set(CompatModes=["power12"], RecommendedMode="power12")
    assert "power12" in shared_ctl.succeed(verb)
    assert shared_ctl.succeed(verb, "POWER12") == shared_ctl.succeed(verb)


@pytest.mark.parametrize("verb", VERBS)
def test_only_what_is_offered_is_recommended(shared_fake, shared_ctl, verb):
    shared_fake.set(CompatModes=["power9"], RecommendedMode="power11")
    result = shared_ctl.run(verb)
    assert (result.returncode, result.stdout) == (1, "") and "not understood" in result.stderr
    assert "power9" in shared_ctl.succeed(verb, "power9")
