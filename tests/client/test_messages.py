# SPDX-License-Identifier: LGPL-2.1-or-later
"""explain: each message that is known, plain and as people paste it, and what only looks like one."""

import json
import pathlib
import re
import textwrap

import pytest

from rig import ERRORS, Client, messages

HERE = pathlib.Path(__file__).resolve().parent
ROWS = json.loads((HERE / "messages.json").read_text())
STORIES = json.loads((HERE / "stories.json").read_text())
TYPOGRAPHIC = str.maketrans({"'": "\u2019", "-": "\u2011", " ": "\u00a0"})
LOG_LINES = 500


@pytest.fixture
def alone(client_path, tmp_path):
    """ppc-compatctl without a bus."""
    return Client(client_path, f"unix:path={tmp_path}/none")


def in_a_terminal(text):
    """Broken at its width, in the middle of words too."""
    return "\n".join(re.findall(r"(?s).{1,37}", text))


def in_a_mail(text):
    return "On Monday somebody wrote:\n" + textwrap.indent(textwrap.fill(text, 50, break_on_hyphens=False), "> ")


def in_json(text):
    return json.dumps({"level": "error", "msg": f"internal error: {text}", "name": "web1"})


def in_a_log(text):
    return f"Nov 23 10:12:03 host02 libvirtd[812]: error : internal error: {text}".replace("\n", "#012")


def in_a_word_processor(text):
    return text.replace("...", "\u2026").translate(TYPOGRAPHIC)


def in_colour(text):
    return re.sub(r"(\w+) ", "\x1b[1;31m\\1\x1b[0m ", text).upper()


# Each row is pasted in two ways; each way has its rows.
STYLES = [in_a_mail, in_json, in_a_log, in_a_word_processor, in_colour]


def require_answer(said, row):
    """The message is named, with words in its gaps, and the advice is there."""
    key = re.sub(r"\\{\w+\\}", r"\\S+", re.escape(row["key"]))
    others = next(keys for keys in KEYS if row["key"] in keys)
    shown = [line.removeprefix("       Error: ") for line in said.splitlines() if line.startswith("       Error: ")]
    assert len(shown) == 1, said
    patterns = [re.sub(r"\\{\w+\\}", r"\\S+", re.escape(other)) for other in others]
    assert any(re.fullmatch(pattern, shown[0]) for pattern in [key, *patterns]), said
    assert row["want"] in said


KEYS = [row["keys"] for row in json.loads((HERE.parents[1] / "client/text/messages.json").read_text())["messages"]]


def test_each_message_has_a_row():
    assert [row["key"] for row in ROWS] == [keys[0] for keys in KEYS]


@pytest.mark.parametrize("row", ROWS, ids=[row["key"] for row in ROWS])
def test_plain(alone, row):
    require_answer(alone.succeed("explain", row["text"]), row)


@pytest.mark.parametrize("row", ROWS, ids=[row["key"] for row in ROWS])
def test_pasted(alone, row):
    number = ROWS.index(row)
    for style in in_a_terminal, STYLES[number % len(STYLES)]:
        require_answer(alone.succeed("explain", style(row["text"])), row)


@pytest.mark.parametrize("row", ROWS, ids=[row["key"] for row in ROWS])
def test_in_a_log_of_500_lines(alone, row):
    lines = [f"Nov 23 10:{number // 60:02}:{number % 60:02} host02 kernel: [{number:5}.123456] eth0: link is up, "
             f"processor {number} of the host runs its CPU mode, and KVM is fine" for number in range(LOG_LINES)]
    lines.insert(LOG_LINES // 2, in_a_log(row["text"]))
    require_answer(alone.succeed("explain", text="\n".join(lines)), row)


@pytest.mark.parametrize("row", ROWS, ids=[row["key"] for row in ROWS])
def test_false_friend(alone, row):
    result = alone.run("explain", row["friend"])
    assert (result.returncode, result.stdout) == (1, "")


@pytest.mark.parametrize("keys", KEYS, ids=[keys[0] for keys in KEYS])
def test_each_other_spelling(alone, keys):
    for key in keys[1:]:
        text = re.sub(r"\{\w+\}", "9", key)
        said = alone.succeed("explain", text)
        assert f"       Error: {text}\n" in said or any(
            re.search("Error: " + re.sub(r"\\\{\w+\\\}", ".+", re.escape(other)) + "\n", said) for other in keys)


@pytest.mark.parametrize("story", STORIES, ids=[story["name"] for story in STORIES])
def test_story(alone, story):
    words = {"argument": [story["text"]], "words": story["text"].split(), "input": ["-"]}[story["how"]]
    result = alone.run("explain", *words, text=story["text"] if story["how"] == "input" else "")
    assert result.returncode == (0 if story["want"] else 1)
    said = result.stdout + result.stderr
    for words in story["want"]:
        assert any(word in said for word in words), words
    for word in story["not_want"]:
        assert word not in said
    if not story["want"]:
        assert result.stdout == "" and re.fullmatch(r"ppc-compatctl: [ -~]+\n", result.stderr)
        assert len(result.stderr) < 200


def test_several_are_answered_in_their_order(alone):
    """That of QEMU's refusals, whatever the order of the lines; each once, without the wrapper; a warning is the last."""
    text = "\n".join(row["text"] for row in reversed(ROWS) if row["key"] in (
        "Invalid compatibility mode \"{mode}\"", "safe cache capability level not supported by",
        "Unable to set CPU compatibility mode in KVM", "unexpectedly closed the monitor",
        "Many guests require at least 64kiB hpt-max-page-size"))
    shown = re.findall("Error: (.*)", alone.succeed("explain", text * 3))
    assert shown == ["Invalid compatibility mode \"power12\"", "safe cache capability level not supported by",
                     "Unable to set CPU compatibility mode in KVM",
                     "Many guests require at least 64kiB hpt-max-page-size"]


def test_no_general_word_is_a_part_of_one():
    """Each is what the C library says, or a program says of many things."""
    keys = [messages.letters(key) for row in KEYS for key in row]
    for text in ("Invalid argument", "No such device", "No such file or directory", "Permission denied",
                 "Operation not permitted", "Device or resource busy", "Cannot allocate memory"):
        assert messages.letters(text) not in keys


@pytest.mark.parametrize("fragment, expected", [
    ("set guest wide elements", "couldn't set guest wide elements"), ("guest wide", None), ("Register sync failed", "Register sync failed"),
    ("KVM implementation does not support", None), ("is not supported by hypervisor", None),
    ("Requested count cache flush assist capability level", None),
    ("count cache flush assist", "count cache flush assist"),
])
def test_fragment(alone, fragment, expected):
    """The beginning of a message, or most of it, if it is of that one alone."""
    result = alone.run("explain", fragment)
    assert (expected or "") in result.stdout and result.returncode == (0 if expected else 1)


@pytest.mark.parametrize("fragment, expected", [("stale", ["kvm-stale"]), ("cpu-version", [
    "raw-cpu-version", "unknown-cpu-version", "mixed-cpu-versions"]), ("kvm", []), ("no-", []), ("-", [])])
def test_fragment_of_a_reason(alone, fragment, expected):
    assert re.findall("Reason: (.*)", alone.run("explain", fragment).stdout) == expected


def test_on_this_host(shared_fake, shared_ctl):
    shared_fake.tell(reset=True, retype={"MachineOptions": "a{ss}"},
                     set={"MachineOptions": {"cap-ibs": "workaround", "cap-cfpc": "broken"}})
    said = shared_ctl.succeed("explain", "Requested safe indirect branch capability level not supported by KVM")
    assert "Add cap-ibs=workaround to" in said and "QEMU needs cap-ibs=workaround, cap-cfpc=broken on this host" in said
    assert said.endswith("   This host: power10, power9 (ready)\n  QEMU needs: cap-ibs=workaround, cap-cfpc=broken\n")


@pytest.mark.parametrize("mode, expected", [
    ("power11", "Start the guest with power10, since guests of this host cannot have power11"),
    ("power9", "This host gives guests power9 now"),
])
def test_mode_of_the_message(shared_fake, shared_ctl, mode, expected):
    shared_fake.set()
    line = f"qemu-system-ppc64 -machine pseries,accel=kvm,max-cpu-compat={mode}\n"
    assert expected in shared_ctl.succeed("explain", line + "Unable to set CPU compatibility mode in KVM")
    number = {"power9": "0x0f000005", "power11": "0x0f000007"}[mode]
    assert expected in shared_ctl.succeed("explain", f"Compatibility PVR {number} not valid for CPU")


@pytest.mark.parametrize("platform, expected", [("powervm", "FW1060.10"), ("powernv", "'journalctl -k' says why."),
                                                ("kvm", "cap-nested-hv=on")])
def test_platform(shared_fake, shared_ctl, platform, expected):
    shared_fake.set(Platform=platform)
    assert expected in shared_ctl.succeed("explain", "PPC KVM module is not loaded. Try modprobe kvm_hv.")


@pytest.mark.parametrize("mode, expected", [("power9", "Start the guest with power9"), ("power10", "cap-dawr1=off")])
def test_watchpoint_by_the_mode_of_the_host(shared_fake, shared_ctl, mode, expected):
    shared_fake.set(HostMode=mode)
    action = json.loads(shared_ctl.succeed("explain", "-j", "DAWR1 not supported by KVM."))[0]["Action"]
    assert action.startswith(expected) or f"Add {expected}" in action


def test_general_texts_have_no_gaps():
    for row in ERRORS:
        assert not re.search(r"[{}@]", "".join(row.values())), row
