# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each member of the interface, word, verb, option and field has its entry in a man page, and no entry is of none."""

import itertools
import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from page import blocks_of_page, bold, entries, sections

ROOT = Path(__file__).resolve().parents[2]
HEADER = (ROOT / "include" / "ppc-compat1.h").read_text()
INTERFACE = ElementTree.parse(ROOT / "dbus" / "org.ppc.Compat1.xml").find("interface")
SIGNALLED = {"true": "signalled", "false": "not signalled", "const": "constant"}


@pytest.fixture(scope="session")
def page(request):
    """A page's sections by its name, as scdoc was given them."""
    folder = Path(request.config.getoption("--pages"))
    return lambda name: sections(folder / f"{name}.scd")


def words(kind):
    """The words of the public header."""
    return dict(re.findall(rf'#define PPC_COMPAT1_{kind}_(\w+) "([^"]*)"', HEADER))


def heads(lines, depth=0):
    return [head.replace("\\_", "_") for head, _ in entries(lines, depth)]


def names(lines, depth=0):
    """All that is bold in the heads."""
    return [name for head in heads(lines, depth) for name in bold(head)]


def arguments(member, direction):
    return ", ".join(f"{argument.get('type')} {argument.get('name')}" for argument in member.findall("arg")
                     if argument.get("direction", "out") == direction)


def properties():
    for member in INTERFACE.findall("property"):
        annotation = member.find("annotation[@name='org.freedesktop.DBus.Property.EmitsChangedSignal']")
        yield f"*{member.get('name')}* ({member.get('type')}, {SIGNALLED[annotation.get('value')]})"


def methods():
    for member in INTERFACE.findall("method"):
        yield f"*{member.get('name')}*({arguments(member, 'in')}) -> ({arguments(member, 'out')})"


def signals():
    for member in INTERFACE.findall("signal"):
        yield f"*{member.get('name')}*({arguments(member, 'out')})"


def test_properties(page):
    assert sorted(heads(page("org.ppc.Compat1.5")["PROPERTIES"])) == sorted(properties())


def test_methods(page):
    assert heads(page("org.ppc.Compat1.5")["METHODS"]) == list(methods())


def test_signals(page):
    assert heads(page("org.ppc.Compat1.5")["SIGNALS"])[:-1] == list(signals())


def test_errors(page):
    own = [name for name in names(page("org.ppc.Compat1.5")["ERRORS"]) if name.startswith("org.ppc.")]
    assert sorted(own) == sorted(words("ERROR").values())


@pytest.mark.parametrize("name, kind", [("State", "STATE"), ("Source", "SOURCE"), ("Platform", "PLATFORM"),
                                        ("LastTrigger", "TRIGGER")])
def test_words_of_a_property(page, name, kind):
    found = dict(entries(page("org.ppc.Compat1.5")["PROPERTIES"]))
    assert sorted(names(found[f"*{name}* (s, signalled)"], 1)) == sorted(words(kind).values())


def test_reasons(page):
    assert sorted(names(page("ppc-compatctl.1")["REASONS"])) == sorted(words("REASON").values())
    assert sorted(names(page("org.ppc.Compat1.5")["REASONS"])) == sorted(words("REASON").values())


def test_errors_of_guests(page):
    rows = json.loads((ROOT / "client" / "text" / "messages.json").read_text())["messages"]
    shown = [re.sub(r"\{\w+\}", "...", row["keys"][0]) for row in rows]
    assert names(page("ppc-compatctl.1")["MESSAGES"]) == shown


def test_reasons_of_verdicts(page):
    texts = json.loads((ROOT / "client" / "guest" / "verdicts.json").read_text())
    words_of_texts = [row["reason"] for row in texts["reasons"]] + [row["note"] for row in texts["notes"]]
    assert names(page("ppc-compatctl.1")["GUESTS"]) == words_of_texts


def test_reasons_go_with_their_states(page):
    """State and Source behind each Reason are those of the expectations in tests/replay."""
    documented = {}
    for head in heads(page("org.ppc.Compat1.5")["REASONS"]):
        reason, states, sources = re.fullmatch(r"\*([\w-]+)\* \(([\w ]+); ([\w ,-]+)\)", head).groups()
        documented[reason] = set(itertools.product(states.split(" or "), re.split(", | or ", sources)))
    for path in sorted((ROOT / "tests" / "replay").glob("*/*.json")):
        expected = json.loads(path.read_text())
        if expected.get("Reason") and "Source" in expected:
            assert (expected["State"], expected["Source"]) in documented[expected["Reason"]], path.name


def options_of(help_text):
    """The words that begin with a dash, in the left columns."""
    left = [re.split(r"(?<=\S)  ", line.strip())[0] for line in help_text.splitlines() if line.startswith("  ")]
    return sorted(option for text in left if text.startswith("-")
                  for option in re.findall(r"(?<![\w-])--?\w[\w-]*", text))


def test_options(page, programs):
    for program, name in (("ppc-compatd", "ppc-compatd.8"), ("ppc-compatctl", "ppc-compatctl.1")):
        help_text = subprocess.run([programs / program, "--help"], check=True, capture_output=True, text=True,
                                   timeout=30).stdout
        assert sorted(names(page(name)["OPTIONS"])) == options_of(help_text)


def test_verbs(page, programs):
    help_text = subprocess.run([programs / "ppc-compatctl", "--help"], check=True, capture_output=True, text=True,
                               timeout=30).stdout
    commands = help_text[help_text.index("Commands:"):help_text.index("Options:")]
    shown = [re.sub(r"[*_]", "", head) for head in heads(page("ppc-compatctl.1")["COMMANDS"])]
    assert shown == re.findall(r"^  (\S.*?)  ", commands, re.MULTILINE)


def keys_of(value):
    """Those of the object or of the first one in the array, and of objects inside."""
    if isinstance(value, list):
        return keys_of(value[0]) if value else set()
    if isinstance(value, dict):
        return set(value).union(*(keys_of(item) for item in value.values() if isinstance(item, list)))
    return set()


def test_json_keys(page, programs, daemon, environment, tmp_path):
    """Each verb that prints JSON has an entry, and each key that it prints is there."""
    daemon.start("lpar-9105-22a-power11")
    (tmp_path / "guest").write_text("qemu-system-ppc64 -accel kvm -machine max-cpu-compat=power10")
    more = {"check": ["power9"], "guest": [str(tmp_path / "guest")]}
    verbs = set(names(page("ppc-compatctl.1")["COMMANDS"])) - {"export"}
    documented = {}
    for head, text in entries(page("ppc-compatctl.1")["OUTPUT"]):
        documented |= dict.fromkeys(bold(head), " ".join(text))
    assert set(documented) == verbs
    for verb in sorted(verbs - {"describe", "status", "monitor"}):
        words = [verb, *more.get(verb, [])]
        printed = subprocess.run([programs / "ppc-compatctl", "--json=short", *words], check=True, env=environment,
                                 capture_output=True, text=True, timeout=30).stdout
        missing = keys_of(json.loads(printed)) - set(re.findall(r"\w+", documented[verb]))
        assert not missing, verb


def test_journal(page):
    lines = page("ppc-compatd.8")["JOURNAL"]
    identifiers = {head.strip("*"): text[0].strip().split(":")[0] for head, text in entries(lines)
                   if re.fullmatch(r"\*[0-9a-f]{32}\*", head)}
    assert identifiers == {value: name.lower().replace("_", " ") for name, value in words("MESSAGE").items()}
    fields = {name for name in names(lines) if name.startswith("PPC_")}
    assert fields == set(re.findall(r'"(PPC_COMPAT_\w+)=', (ROOT / "daemon" / "journal.c").read_text()))


def test_hooks_journal(page):
    sections = page("ppc-compat-hook.8")
    source = (ROOT / "client" / "hook" / "journalline.c").read_text()
    identifier = re.search(r'MESSAGE_ID "([0-9a-f]{32})"', (ROOT / "client" / "hook" / "journalline.h").read_text())[1]
    assert f"MESSAGE_ID={identifier}" in "".join(sections["JOURNAL"])
    assert names(sections["JOURNAL"]) == re.findall(r"(SYSLOG_IDENTIFIER|PPC_COMPAT_\w+)=", source)


def test_hooks_diagnostics(page):
    """Each message begins with what the hook writes, and each cause is one that it has words for."""
    lines = page("ppc-compat-hook.8")["DIAGNOSTICS"]
    source = "".join(path.read_text() for path in sorted((ROOT / "client" / "hook").glob("*.c")))
    begins = [re.split(r" ?%", text)[0] for text in re.findall(r'journalline_write\([^;]*?,\s*"([^"]{9,})"', source)]
    assert sorted(names(lines)) == sorted(begins)
    meanings = re.search(r"failure_meaning\(.*?\n}", source, re.DOTALL)[0]
    causes = names(dict(entries(lines))["*The guest is not judged:* _meaning_"], 1)
    assert sorted(causes) == sorted(re.findall(r'return "(.+)"', meanings))


def test_capture_keys(page, programs, tmp_path):
    """Those of the page are those that are written; a capture made here has those that any host has."""
    written = re.findall(r'(?:setprop\w*|add_words)\(fdt, node, "([\w-]+)"', (ROOT / "daemon/probe/capture.c").read_text())
    documented = [key for head in heads(page("ppc-compatd.8")["CAPTURES"]) for key in re.findall(r"\*([\w-]+)\*", head)]
    assert sorted(documented) == sorted(written)
    subprocess.run([programs / "ppc-compatd", "--capture", tmp_path / "host.dtb"], check=True, timeout=30)
    source = subprocess.run(["dtc", "-q", "-I", "dtb", "-O", "dts", tmp_path / "host.dtb"], check=True,
                            capture_output=True, text=True, timeout=30).stdout
    node = re.search(r"ppc-compat-capture \{(.*?)\}", source, re.DOTALL)[1]
    made = re.findall(r"([\w-]+) =", node)
    assert set(made) <= set(documented)
    assert set(documented) - set(made) <= {"trial-ran", "trial-refused", "machine-options"}


def test_capture_outcomes(page, programs, tmp_path):
    """The daemon knows each word of the page, and they are all that it knows."""
    keys = dict(entries(page("ppc-compatd.8")["CAPTURES"]))
    outcomes = names(keys["*kvm-outcome*"], 1)
    blocks = blocks_of_page(ROOT / "doc" / "ppc-compatd.8.scd")
    source = next(block for block in blocks if block.file_name == "host.dts")
    for outcome in outcomes:
        changed = source.text.replace('kvm-outcome = "ok"', f'kvm-outcome = "{outcome}"')
        assert outcome == "ok" or changed != source.text
        subprocess.run(["dtc", "-q", "-O", "dtb", "-o", tmp_path / "host.dtb"], input=changed, check=True, text=True,
                       timeout=30)
        subprocess.run([programs / "ppc-compatd", "--once", "--replay", tmp_path / "host.dtb"], check=True,
                       stdout=subprocess.DEVNULL, timeout=30)
    table = re.search(r"outcome_names\[\] = \{(.*?)\}", (ROOT / "daemon/core/facts.c").read_text(), re.DOTALL)[1]
    assert sorted(outcomes) == sorted(re.findall(r'"([\w-]+)"', table))


def test_diagnostics(page):
    """What is bold is in the daemon's source; what is in italics is filled in."""
    source = "".join(path.read_text() for path in sorted((ROOT / "daemon").rglob("*.c")))
    source = source.replace("PPC_COMPAT1_BUS_NAME", '"org.ppc.Compat1"')
    said = re.sub(r'"\s*"', "", source)
    for head in heads(page("ppc-compatd.8")["DIAGNOSTICS"]):
        for piece in bold(head):
            assert piece in said, piece
