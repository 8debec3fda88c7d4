# SPDX-License-Identifier: LGPL-2.1-or-later
"""modes, check, describe and JSON: the answers that scripts read."""

import json
import subprocess

import pytest

YES, NO, CANNOT_TELL = 0, 1, 2
WORDS = {YES: "yes\n", NO: "no\n", CANNOT_TELL: "unknown\n"}

# Host, as far as it differs from a POWER10 host without an answer; then what to say of power11, power10 and power9.
# Each reason and source is in tests/unit/test-offer.c; these are some of them over the bus.
NOTHING = {"HostMode": "power10", "CompatModes": [], "RecommendedMode": "", "State": "degraded", "Source": "none"}
UNHEARD = (NO, CANNOT_TELL, CANNOT_TELL)
CHECKS = {
    "ready": ({"State": "ready", "CompatModes": ["power10", "power9"]}, (NO, YES, YES)),
    "ready, power9 alone": ({"State": "ready", "CompatModes": ["power9"]}, (NO, NO, YES)),
    "kvm-stale": ({"Reason": "kvm-stale", "CompatModes": ["power9"]}, (NO, NO, YES)),
    "mixed": ({"Reason": "mixed-cpu-versions", "Source": "kvm", "CompatModes": ["power9"]}, (NO, NO, YES)),
    "upper bound": ({"Reason": "kernel-without-capability", "CompatModes": ["power10", "power9"]}, (NO, YES, YES)),
    "kvm-empty": ({"Reason": "kvm-empty", "State": "unavailable"}, (NO, NO, NO)),
    "no-kvm": ({"Reason": "no-kvm", "State": "unavailable"}, (NO, NO, NO)),
    "no-kvm-hv": ({"Reason": "no-kvm-hv", "State": "unavailable"}, (NO, NO, NO)),
    "not-power": ({"Reason": "not-power", "State": "unavailable", "HostMode": ""}, (NO, NO, NO)),
    "raw, nothing tried": ({"Reason": "raw-cpu-version"}, UNHEARD),
    "raw, KVM answered": ({"Reason": "raw-cpu-version", "Source": "kvm", "CompatModes": ["power9"]}, (NO, NO, YES)),
    "cut short": ({"Reason": "kernel-without-capability", "Source": "trial", "CompatModes": ["power10"]},
                  (NO, YES, CANNOT_TELL)),
    "denied": ({"Reason": "kvm-denied", "State": "unavailable"}, UNHEARD),
    "failed": ({"Reason": "kvm-failed"}, UNHEARD),
    "timeout": ({"Reason": "kvm-timeout"}, UNHEARD),
    "failed on POWER8": ({"Reason": "kvm-failed", "HostMode": "power8"}, (NO, NO, NO)),
    "failed, last good mask": ({"Reason": "kvm-failed", "Source": "kvm", "CompatModes": ["power9"]},
                               (NO, CANNOT_TELL, YES)),
    "unknown, refused": ({"Reason": "unknown-cpu-version", "HostMode": ""}, (CANNOT_TELL,) * 3),
    "unknown, KVM answered": ({"Reason": "unknown-cpu-version", "HostMode": "", "Source": "kvm",
                               "CompatModes": ["power10", "power9"]}, (NO, YES, YES)),
    "malformed": ({"Reason": "malformed-device-tree", "HostMode": ""}, (CANNOT_TELL,) * 3),
    "malformed, KVM answered": ({"Reason": "malformed-device-tree", "HostMode": "", "Source": "kvm",
                                 "CompatModes": ["power9"]}, (NO, NO, YES)),
    "a later version's words": ({"State": "resting", "Reason": "moon-phase", "HostMode": "power12"},
                                (CANNOT_TELL,) * 3),
}


@pytest.mark.parametrize("case", CHECKS)
def test_check(shared_fake, shared_ctl, case):
    host, expected = CHECKS[case]
    shared_fake.set(**(NOTHING | host))
    results = [shared_ctl.run("check", mode) for mode in ("power11", "power10", "power9")]
    assert tuple(result.returncode for result in results) == expected
    assert [result.stdout for result in results] == [WORDS[status] for status in expected]
    for result, status in zip(results, expected):
        assert (status == CANNOT_TELL) == result.stderr.startswith("ppc-compatctl: unknown: ")


def test_check_quiet(shared_fake, shared_ctl):
    shared_fake.set(**NOTHING, Reason="kvm-failed")
    result = shared_ctl.run("check", "-q", "power10")
    assert (result.returncode, result.stdout, result.stderr) == (CANNOT_TELL, "", "")


def test_check_json(shared_fake, shared_ctl):
    shared_fake.set(**NOTHING, Reason="kvm-failed")
    assert [shared_ctl.run("-j", "check", mode).stdout for mode in ("power11", "power10")] == [
        '{"Mode":"power11","Supported":false}\n', '{"Mode":"power10","Supported":null}\n']


def test_check_takes_upper_case(shared_fake, shared_ctl):
    shared_fake.set()
    assert shared_ctl.succeed("check", "POWER10") == "yes\n"


def test_a_mode_of_a_newer_daemon(shared_fake, shared_ctl):
    shared_fake.set(CompatModes=["power12", "power11"], RecommendedMode="power12", HostMode="power12")
    assert shared_ctl.succeed("modes") == "power12\npower11\n"
    assert shared_ctl.succeed("check", "power12") == "yes\n"
    assert json.loads(shared_ctl.succeed("check", "-j", "POWER12")) == {"Mode": "power12", "Supported": True}


@pytest.mark.parametrize("mode", ["power7", "power", "", "power100", "-", "power10 "])
def test_check_of_an_unknown_mode(shared_fake, shared_ctl, mode):
    shared_fake.set()
    result = shared_ctl.run("check", "--", mode)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (f"ppc-compatctl: unknown mode '{mode}'; "
                             "the known modes are power11, power10, power9 and power8\n")


@pytest.mark.parametrize("properties, word, status", [
    ({"TrialModes": ["power9", "power8"]}, "yes", 0),
    ({"TrialModes": ["power9"]}, "no", 1),
    ({"TrialModes": []}, "unknown", 2),
    ({"TrialModes": ["power9"], "State": "degraded", "Reason": "kernel-without-capability"}, "unknown", 2),
    ({"TrialModes": [], "State": "unavailable", "Reason": "no-kvm"}, "no", 1),
])
def test_check_of_power8(shared_fake, shared_ctl, properties, word, status):
    """It has no bit: only a trial guest proves it."""
    shared_fake.set(**properties)
    result = shared_ctl.run("check", "POWER8")
    assert (result.returncode, result.stdout) == (status, f"{word}\n")


def test_power8_alone(shared_fake, shared_ctl):
    shared_fake.set(CompatModes=[], RecommendedMode="power8", TrialModes=["power8"], HostMode="power8")
    assert "Guest modes: power8 (recommended)\n" in shared_ctl.succeed("status")
    assert shared_ctl.succeed("modes") == "power8\n"


def test_modes(shared_fake, shared_ctl):
    shared_fake.set()
    assert shared_ctl.succeed("modes") == "power10\npower9\n"
    assert shared_ctl.succeed("modes", "--json=short") == '["power10","power9"]\n'


def test_no_modes(shared_fake, shared_ctl):
    shared_fake.set(CompatModes=[], State="unavailable", Reason="no-kvm")
    result = shared_ctl.run("modes")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr.startswith("ppc-compatctl: no guest mode to offer: KVM is not loaded on this host")
    assert shared_ctl.succeed("modes", "--quiet") == ""
    assert shared_ctl.succeed("modes", "-j") == "[]\n"
    shared_fake.set(CompatModes=[], RecommendedMode="", HostMode="power8")
    assert "offer: this host is older than POWER9" in shared_ctl.run("modes").stderr
    shared_fake.set(CompatModes=[], State="degraded", Reason="kvm-timeout")
    assert shared_ctl.run("modes").stderr.startswith("ppc-compatctl: the guest modes are unknown: KVM did not answer")
    assert shared_ctl.succeed("modes", "-j") == "null\n"


def test_describe_is_what_the_daemon_says(daemon, ctl):
    daemon.start("lpar-120-cores-power11-as-power10")
    once = subprocess.run([daemon.path, "--once", "--replay", daemon.capture.path], capture_output=True, text=True, check=True)
    own = json.loads(once.stdout)
    said = json.loads(ctl.succeed("describe"))
    assert list(said) == list(own)
    assert {key: value for key, value in said.items() if "Timestamp" not in key} == \
        {key: value for key, value in own.items() if "Timestamp" not in key}
    assert said["CompatMask"] == "0x6000000000000000"


def test_json_keeps_large_numbers_and_order(shared_fake, shared_ctl):
    text = '{"z":18446744073709551615,"a":9007199254740993,"path":"/a/b","list":[],"n":{"x":null}}'
    shared_fake.tell(describe=text)
    assert shared_ctl.succeed("describe", "--json=short") == text + "\n"
    pretty = shared_ctl.succeed("status", "--json=pretty")
    assert pretty.startswith('{\n  "z": 18446744073709551615,\n  "a": 9007199254740993,\n')
    assert json.loads(pretty) == json.loads(text)


@pytest.mark.parametrize("verb", ["status", "describe"])
def test_j_follows_the_output(shared_fake, shared_ctl, verb):
    shared_fake.set()
    shared_fake.tell(describe='{"a":1,"b":[2]}')
    assert shared_ctl.succeed("-j", verb) == '{"a":1,"b":[2]}\n'
    assert shared_ctl.run_in_terminal("-j", "--no-pager", verb) == '{\n  "a": 1,\n  "b": [\n    2\n  ]\n}\n'


def test_json_off_is_the_screen(shared_fake, shared_ctl):
    shared_fake.set()
    assert shared_ctl.succeed("--json=off") == shared_ctl.succeed()


def test_json_is_ascii_and_says_the_same(shared_fake, shared_ctl):
    said = {"h\u00e9": "\u20ac \U0001f600 \x7f \x1b[31m \x9b"}
    shared_fake.tell(describe=json.dumps(said, ensure_ascii=False))
    for words in (["-j"], ["--json=pretty"]):
        shown = shared_ctl.succeed("describe", *words)
        assert json.loads(shown) == said and not set(shown) - set("\n" + "".join(map(chr, range(32, 127))))


@pytest.mark.parametrize("text", ["", "[]", "1", "{", "{}{", "no", '{"x":NaN}', '{"x":[{"y":-Infinity}]}'])
def test_describe_of_a_broken_daemon(shared_fake, shared_ctl, text):
    shared_fake.tell(describe=text)
    result = shared_ctl.run("describe")
    assert (result.returncode, result.stdout) == (1, "")
    assert "not understood" in result.stderr and result.stderr.count("\n") == 1
