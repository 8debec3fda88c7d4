# SPDX-License-Identifier: LGPL-2.1-or-later
"""explain: each reason and each error, in words, with and without a daemon."""

import json
import re

import pytest

from rig import ERRORS, REASONS, Client

WORDS = [entry["reason"] for entry in REASONS]


@pytest.fixture
def alone(client_path, tmp_path):
    """ppc-compatctl without a bus."""
    return Client(client_path, f"unix:path={tmp_path}/none")


def block(*lines):
    return "".join(f"{label:>12}: {text}\n" for label, text in lines)


def reason_block(entry):
    return block(("Reason", entry["reason"]), ("Meaning", entry["meaning"]), ("What to do", entry["action"]),
                 *((f"On {platform}", action) for platform, action in entry.get("action_on", {}).items()))


def error_block(entry):
    return block(("Error", entry["error"]), ("Meaning", entry["meaning"]), ("What to do", entry["action"]))


@pytest.mark.parametrize("entry", REASONS, ids=WORDS)
def test_each_reason(alone, entry):
    assert alone.succeed("explain", entry["reason"]) == reason_block(entry)
    assert alone.succeed("explain", entry["reason"].upper()) == reason_block(entry)


@pytest.mark.parametrize("entry", ERRORS, ids=[entry["error"] for entry in ERRORS])
def test_each_error(alone, entry):
    for words in (entry["error"], entry["error"].upper(), entry["error"][4:-4],
                  f"qemu-system-ppc64: error: {entry['error']}: -22"):
        assert alone.succeed("explain", words) == error_block(entry)


def test_the_errors_that_users_meet(alone):
    """As the kernel and QEMU write them."""
    for words in ("KVM-NESTEDv2: couldn't set guest wide elements", "kvm run failed Invalid argument",
                  "unknown exit, hardware reason ffffffffffffffea", "Unable to set CPU compatibility mode in KVM"):
        assert f"Error: {words}\n" in alone.succeed("explain", words)


def test_a_part_of_several(alone):
    said = alone.succeed("explain", "kvm")
    assert said == "\n".join(error_block(entry) for entry in ERRORS if "kvm" in entry["error"].lower())


def test_all(alone):
    assert alone.succeed("explain") == "\n".join(
        [*map(reason_block, REASONS), *map(error_block, ERRORS)])
    assert alone.succeed("explain", "--quiet").splitlines() == WORDS + [entry["error"] for entry in ERRORS]


def test_all_on_a_terminal(alone):
    screen = alone.run_in_terminal("explain", PAGER="cat >/dev/null; echo paged")
    assert screen == "paged\n"
    screen = alone.run_in_terminal("explain", PAGER="sed -n 1,20p", columns=60)
    assert max(map(len, screen.splitlines())) <= 60 and screen.startswith("      Reason: kvm-stale\n     Meaning: KVM")


@pytest.mark.parametrize("words, shown", [(words, words) for words in ("", "moon-phase", "no-", "wide  elements")] +
                         [("\u00e9", "??")])
def test_unknown(alone, words, shown):
    result = alone.run("explain", words)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (f"ppc-compatctl: '{shown}' is neither a reason nor a part of an error known here; "
                             f"the reasons are {', '.join(WORDS)}; 'ppc-compatctl explain' lists the errors too\n")
    assert alone.run("explain", "-j", words).stdout == ""


@pytest.mark.parametrize("words", ["kvm-stale", "wide elements"])
def test_with_a_daemon(shared_fake, shared_ctl, words):
    shared_fake.set(State="degraded", Reason="kvm-stale")
    assert shared_ctl.succeed("explain", words).endswith(block(("This host", "power10, power9 (degraded: kvm-stale)")))


def test_what_to_do_on_this_host(shared_fake, shared_ctl):
    entry = next(entry for entry in REASONS if entry["reason"] == "no-kvm")
    shared_fake.set(Platform="kvm")
    assert shared_ctl.succeed("explain", "no-kvm") == block(
        ("Reason", "no-kvm"), ("Meaning", entry["meaning"]), ("What to do", entry["action_on"]["kvm"]),
        ("This host", "power10, power9 (ready)"))


def test_a_daemon_that_does_not_answer(fake, ctl):
    fake.tell(mute=["GetAll"])
    assert ctl.succeed("explain", "kvm-failed").startswith("      Reason: kvm-failed\n")


def test_json(alone):
    said = json.loads(alone.succeed("explain", "-j"))
    assert said == [
        {"Reason": entry["reason"], "Meaning": entry["meaning"], "Action": entry["action"],
         "ActionOn": entry.get("action_on", {})} for entry in REASONS
    ] + [{"Error": entry["error"], "Meaning": entry["meaning"], "Action": entry["action"]} for entry in ERRORS]
    assert [entry["Reason"] for entry in json.loads(alone.succeed("explain", "-j", "no-kvm-hv"))] == ["no-kvm-hv"]


def test_same_bytes_in_every_locale(alone):
    assert len({alone.succeed("explain", LC_ALL=locale) for locale in ("C", "C.UTF-8", "tr_TR.UTF-8")}) == 1


def test_the_texts_name_real_verbs(alone):
    texts = " ".join(entry[key] for entry in REASONS + ERRORS for key in ("meaning", "action"))
    verbs = set(re.findall(r"'ppc-compatctl ([a-z-]+)", texts))
    assert verbs and verbs <= set(re.findall(r"^  ([a-z-]+) ", alone.succeed("--help"), re.MULTILINE))
