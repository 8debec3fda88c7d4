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


def test_all(alone):
    assert alone.succeed("explain") == "\n".join(
        [*map(reason_block, REASONS), *map(error_block, ERRORS)])
    assert alone.succeed("explain", "--quiet").splitlines() == WORDS + [entry["error"] for entry in ERRORS]


def test_all_on_a_terminal(alone):
    screen = alone.run_in_terminal("explain", PAGER="cat >/dev/null; echo paged")
    assert screen == "paged\n"
    screen = alone.run_in_terminal("explain", PAGER="sed -n 1,20p", columns=60)
    assert max(map(len, screen.splitlines())) <= 60 and screen.startswith("      Reason: kvm-stale\n     Meaning: KVM")


@pytest.mark.parametrize("words", ["", "moon-phase", "no-", "guest wide", "\u00e9"])
def test_unknown(alone, words):
    result = alone.run("explain", words)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == ("ppc-compatctl: no message that is known here is in this text; give all that was said "
                             "around the failure, or try 'ppc-compatctl explain --journal'\n")
    assert alone.run("explain", "-j", words).stdout == ""


def test_a_host_that_does_not_answer(client_path, tmp_path):
    """It is said that the answer is the general one. Nobody can be reached: the name has no address."""
    client = Client(client_path, f"unix:path={tmp_path}/none")
    client.command = lambda *arguments: [client_path, "-H", "host.invalid", *arguments]
    result = client.run("explain", "kvm-stale")
    assert result.returncode == 0 and result.stdout.startswith("      Reason: kvm-stale\n")
    assert "host.invalid did not answer" in result.stderr


@pytest.mark.parametrize("words", ["kvm-stale", "couldn't set guest wide elements"])
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
    verbs = set(re.findall(r"'ppc-compatctl ([a-z][a-z-]+)", texts))
    assert verbs and verbs <= set(re.findall(r"^  ([a-z-]+) ", alone.succeed("--help"), re.MULTILINE))
