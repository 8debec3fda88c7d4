# SPDX-License-Identifier: LGPL-2.1-or-later
"""qemu-args, libvirt-xml and virt-install-args: what they print, say, and refuse."""

import json
import re
import shlex

import pytest

from machineoptions import OPTIONS, options_of
from rig import CAPTURES

VERBS = ("qemu-args", "libvirt-xml", "virt-install-args")


@pytest.mark.parametrize("version, first", [
    ("10.0", "dawr1"), ("9.2", "cfpc"), ("8.1.5", "cfpc"), ("8.0", "cfpc"), ("5.1", "cfpc")])
def test_older_qemu(shared_fake, shared_ctl, version, first):
    shared_fake.set(ProcessorModel="power10", MachineOptions=OPTIONS)
    printed = options_of(shared_ctl.run("qemu-args", "--qemu", version).stdout)
    assert printed[0].startswith(f"cap-{first}=")
    assert ("cap-ail-mode-3=off" in printed) == (version not in ("8.0", "5.1"))
    assert "cap-fwnmi=off" in printed


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("version, processor, mode, word, since", [
    ("9.1", "power11", "power10", "power11", "9.2"), ("5.0", "power10", "power9", "power10", "5.1"),
    ("2.9", "power9", "power9", "power9", "2.10")])
def test_qemu_is_too_old(shared_fake, shared_ctl, verb, version, processor, mode, word, since):
    shared_fake.set(ProcessorModel=processor)
    result = shared_ctl.run(verb, mode, f"--qemu={version}")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (f"ppc-compatctl: QEMU {version} cannot start such a guest here: {word} is known to QEMU "
                             f"from {since} on\n")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("pvr, processor, printed", [
    (0x00800100, "power10", False), (0x00800200, "power10", True), (0x00801200, "power10", True), (0, "power10", True),
    (0x004E2102, "power9", False), (0x00820100, "power11", False), (0x00830200, "power12", False)])
def test_silicon_of_another_revision(shared_fake, shared_ctl, verb, pvr, processor, printed):
    """Not even -cpu host exists there. QEMU 11.2 may know it."""
    shared_fake.set(ProcessorModel=processor, ProcessorPVR=pvr, MachineOptions=OPTIONS)
    unknown = "QEMU has no model of this host's processor"
    result = shared_ctl.run(verb, "power9")
    assert (result.returncode, bool(result.stdout), unknown in result.stderr) == (0 if printed else 1, printed, not printed)
    result = shared_ctl.run(verb, "power9", "--qemu=11.2")
    assert (result.returncode, bool(result.stdout), unknown in result.stderr) == (0, True, not printed)


@pytest.mark.parametrize("option", ["--qemu", "--libvirt"])
@pytest.mark.parametrize("version", ["", "new", "-1", "10.", ".1", "0", "1.2.3.4", "10.0+dfsg", "99999"])
def test_what_is_no_version(shared_ctl, option, version):
    result = shared_ctl.run("qemu-args", f"{option}={version}")
    assert (result.returncode, result.stdout) == (2, "") and f"not '{version}'" in result.stderr


def test_machine_only(shared_fake, shared_ctl):
    shared_fake.set(MachineOptions={"cap-ccf-assist": "off"})
    assert shared_ctl.succeed("qemu-args", "--machine-only") == \
        "pseries,accel=kvm,max-cpu-compat=power10,cap-ccf-assist=off\n"
    assert shared_ctl.succeed("qemu-args") == \
        "-machine pseries,accel=kvm,max-cpu-compat=power10,cap-ccf-assist=off -cpu host\n"


def test_what_an_older_mode_has_by_itself(shared_fake, shared_ctl):
    shared_fake.set(MachineOptions={"cap-dawr1": "off", "cap-large-decr": "off"})
    assert options_of(shared_ctl.succeed("qemu-args", "power10")) == ["cap-dawr1=off", "cap-large-decr=off"]
    assert options_of(shared_ctl.succeed("qemu-args", "power9")) == ["cap-large-decr=off"]
    assert "dawr1" not in shared_ctl.succeed("libvirt-xml", "power9", "-q")


UNSAFE = {"cap-cfpc": "broken", "cap-sbbc": "broken", "cap-ibs": "broken"}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("options", [{}, {"cap-ccf-assist": "off"}, {"cap-ibs": "broken"}, OPTIONS],
                         ids=["none", "harmless", "one", "all"])
def test_what_is_unsafe(shared_fake, shared_ctl, verb, options):
    shared_fake.set(ProcessorModel="power10", MachineOptions=options)
    result = shared_ctl.run(verb)
    unsafe = [f"{name}={value}" for name, value in options.items() if name in UNSAFE]
    expected = f"ppc-compatctl: unsafe: with {', '.join(unsafe)} the programs of a guest can read each other's secrets "
    assert result.stderr.count("\n") == (1 if unsafe else 0) and result.stderr.startswith(expected if unsafe else "")
    assert shared_ctl.succeed(verb, "-q") == result.stdout
    assert json.loads(shared_ctl.run(verb, "-j").stdout)["Unsafe"] == unsafe


def test_machine_options_of_a_host(daemon, ctl):
    daemon.start("../rules/machine-options")
    options = json.loads((CAPTURES / "../rules/machine-options.json").read_text())["MachineOptions"]
    line = ctl.run("qemu-args").stdout
    assert options_of(line) == [f"{name}={value}" for name, value in options.items()]
    assert ctl.run("qemu-args", "--machine-only").stdout.strip() == shlex.split(line)[1]


def test_the_recommended_mode(shared_fake, shared_ctl):
    shared_fake.set(CompatModes=["power10", "power9"], RecommendedMode="power9", ProcessorModel="power10")
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
                                                  "POWER9, the oldest mode that KVM reports; see 'ppc-compatctl status'\n")


POWER8 = {"CompatModes": [], "HostMode": "power8", "ProcessorModel": "power8", "Platform": "powernv"}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("argument", [[], ["power8"]])
def test_power8(shared_fake, shared_ctl, verb, argument):
    shared_fake.set(**POWER8, RecommendedMode="power8", TrialModes=["power8"], MachineOptions={"cap-fwnmi": "off"})
    assert "power8" in shared_ctl.succeed(verb, *argument) and "fwnmi" in shared_ctl.succeed(verb, *argument)
    assert shared_ctl.succeed("check", "power8") == "yes\n"
    assert shared_ctl.succeed("modes") == "power8\n" and "power8 (recommended)" in shared_ctl.succeed("status")
    assert shared_ctl.run(verb, "power9").returncode == 1


def test_power8_before_a_trial(daemon, ctl):
    daemon.start("../rules/powernv-power8-no-trial")
    advice = ("no guest could be tried on this POWER8 server; turn off SMT with 'ppc64_cpu --smt=off' and run "
              "'ppc-compatctl refresh'\n")
    for words in (["qemu-args"], ["libvirt-xml", "power8"]):
        result = ctl.run(*words)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr == f"ppc-compatctl: there is no mode to offer: {advice}"
    assert f"Guest modes: unknown: {advice}" in ctl.succeed("status")
    assert ctl.run("check", "power8").returncode == 2 and ctl.run("check", "power9").returncode == 1


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
    shared_fake.set(State="degraded", Reason=reason, ProcessorModel="power10")
    result = shared_ctl.run(verb)
    assert result.returncode == 0 and "power10" in result.stdout
    assert (result.stderr == "") == (reason in CERTAIN)
    if result.stderr:
        assert re.fullmatch(r"ppc-compatctl: it is not certain that power10 works: [ -~]+\n", result.stderr)
    assert shared_ctl.succeed(verb, "--quiet") == result.stdout
    assert json.loads(shared_ctl.run(verb, "-j").stdout)["Certain"] == (reason in CERTAIN)


def test_json(shared_fake, shared_ctl):
    shared_fake.set(ProcessorModel="power10")
    said = json.loads(shared_ctl.succeed("qemu-args", "-j"))
    assert said == {"Mode": "power10", "Certain": True, "Unsafe": [], "Arguments": shlex.split(shared_ctl.succeed("qemu-args"))}
    assert json.loads(shared_ctl.succeed("libvirt-xml", "-j", "power9")) == {
        "Mode": "power9", "Certain": True, "Unsafe": [], "XML": shared_ctl.succeed("libvirt-xml", "power9")}


@pytest.mark.parametrize("verb", VERBS)
def test_unknown_mode(shared_fake, shared_ctl, verb):
    result = shared_ctl.run(verb, "power7")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == ("ppc-compatctl: unknown mode 'power7'; "
                             "the known modes are power11, power10, power9 and power8\n")


@pytest.mark.parametrize("mode", ["power10 -monitor stdio", "power10;reboot", "<x/>", "a\nb", "power10,x=y"])
@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_smuggled_into_what_is_pasted(shared_fake, shared_ctl, verb, mode):
    shared_fake.set(CompatModes=[mode], RecommendedMode=mode)
    result = shared_ctl.run(verb)
    assert (result.returncode, result.stdout) == (1, "") and "not understood" in result.stderr


@pytest.mark.parametrize("options", [
    {"cap-x": "off -monitor stdio"}, {"cap-x=a": "b"}, {"": "off"}, {"cap-x": ""}, {"cap-x": "'/>"}, {"a,b": "c"}])
@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_smuggled_in_with_an_option(shared_fake, shared_ctl, verb, options):
    shared_fake.set(MachineOptions=options)
    result = shared_ctl.run(verb)
    assert (result.returncode, result.stdout) == (1, "") and "not understood" in result.stderr


@pytest.mark.parametrize("verb", VERBS)
def test_a_later_mode(shared_fake, shared_ctl, verb):
    shared_fake.set(CompatModes=["power12"], RecommendedMode="power12")
    assert "power12" in shared_ctl.succeed(verb, "-q")
    assert shared_ctl.succeed(verb, "POWER12", "-q") == shared_ctl.succeed(verb, "-q")


@pytest.mark.parametrize("verb", VERBS)
def test_only_what_is_offered_is_recommended(shared_fake, shared_ctl, verb):
    shared_fake.set(CompatModes=["power9"], RecommendedMode="power11")
    result = shared_ctl.run(verb)
    assert (result.returncode, result.stdout) == (1, "") and "not understood" in result.stderr
    assert "power9" in shared_ctl.succeed(verb, "power9", "-q")
