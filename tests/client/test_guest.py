# SPDX-License-Identifier: LGPL-2.1-or-later
"""guest: what is said of guests in files, on the hosts that the stand-in for the daemon plays."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from guestfiles import HOSTS, PASSTHROUGH, QEMU, domain, mode
from rig import DEADLINE

TEXTS = json.loads((Path(__file__).resolve().parents[2] / "client/guest/verdicts.json").read_text())
MEANINGS = {row["reason"]: row["meaning"] for row in TEXTS["reasons"]}
CAP = QEMU + ",max-cpu-compat="
# Each host, the guest, and the exit status, verdict, reason, mode and change.
CASES = [
    ("p11-as-p10", domain(PASSTHROUGH), 1, "no", "dies-at-boot", None, mode("power10")),
    ("p11-as-p10", domain(mode("power10")), 0, "yes", "offered", "power10", ""),
    ("p11-as-p10", domain(mode("power11")), 1, "no", "newer-than-host", None, mode("power10")),
    ("p11-as-p10", QEMU, 1, "no", "dies-at-boot", None, "-machine max-cpu-compat=power10"),
    ("p11-as-p10", CAP + "power9", 0, "yes", "offered", "power9", ""),
    ("p11-as-p10", "qemu-system-ppc64 -accel tcg -cpu power9", 0, "yes", "emulated", "power9", ""),
    ("p11", domain(PASSTHROUGH), 0, "yes", "own-mode", "power11", ""),
    ("p10", CAP + "power11", 1, "no", "newer-than-processor", None, "-machine max-cpu-compat=power10"),
    ("p9", CAP + "power8", 2, "unknown", "hash-unknown", None, "-machine max-cpu-compat=power9"),
    ("p9-tried", CAP + "power8", 0, "yes", "offered", "power8", ""),
    ("moved", CAP + "power11", 1, "no", "newer-than-host", None, "-machine max-cpu-compat=power10"),
    ("no-kvm", QEMU, 1, "no", "no-kvm", None, ""),
    ("timeout", QEMU, 2, "unknown", "modes-unknown", None, ""),
    ("needy", CAP + "power10", 1, "no", "option-needed", None, "-machine cap-cfpc=broken,cap-ccf-assist=off"),
]


@pytest.fixture
def guests(tmp_path, monkeypatch):
    """A folder to write guests into, which is the working directory."""
    folder = tmp_path / "guests"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def judge(ctl, *words):
    result = ctl.run("guest", "--json=short", *words)
    return json.loads(result.stdout), result


@pytest.mark.parametrize("host, text, status, verdict, reason, word, change", CASES)
def test_verdicts(shared_fake, shared_ctl, guests, host, text, status, verdict, reason, word, change):
    shared_fake.set(**HOSTS[host])
    (guests / "guest").write_text(text)
    [answer], result = judge(shared_ctl, "guest")
    assert (answer["verdict"], answer["reason"], answer["mode"], answer["change"]) == (verdict, reason, word, change)
    assert result.returncode == status
    assert answer["guest"] == ("web" if text.startswith("<") else "guest")
    assert answer["died"] is False
    assert set(answer) == {"guest", "verdict", "mode", "reason", "notes", "died", "change"}


@pytest.mark.parametrize("texts, status", [
    ([CAP + "power10"] * 2, 0), ([CAP + "power10", CAP + "power11"], 1), ([CAP + "power10", CAP + "power8"], 2),
    ([CAP + "power8", CAP + "power12"], 1), (["nothing of QEMU", CAP + "power10"], 1),
])
def test_status_of_several(shared_fake, shared_ctl, guests, texts, status):
    """A no wins over an unknown, and what cannot be read is a failure."""
    shared_fake.set(Platform="powernv", TrialModes=[])
    for number, text in enumerate(texts):
        (guests / f"{number}").write_text(text)
    assert shared_ctl.run("guest", *(str(number) for number in range(len(texts)))).returncode == status


def test_table(shared_fake, shared_ctl, guests):
    shared_fake.set()
    (guests / "a").write_text(CAP + "power9")
    (guests / "b").write_text(domain(PASSTHROUGH))
    (guests / "c").write_text("qemu-system-ppc64 -readconfig x")
    result = shared_ctl.run("guest", "a", "b", "c")
    assert (result.returncode, result.stderr) == (1, "")
    notes = {row["note"]: row["meaning"] for row in TEXTS["notes"]}
    assert result.stdout == f"""\
GUEST  VERDICT   MODE     WHY
web    no        -        {MEANINGS['dies-at-boot']} {notes['qemu-version']}
    change: <cpu mode='host-model'><model>power10</model></cpu>
c      unknown   -        {MEANINGS['hidden-options']}
    next: Give the whole command line, as ps shows it while the guest runs.
a      yes       power9   {MEANINGS['offered']}
{TEXTS['scope']}
"""
    quiet = shared_ctl.run("guest", "-q", "a")
    assert quiet.stdout == f"a      yes       power9   {MEANINGS['offered']}\n"


def test_terminal(shared_fake, shared_ctl, guests):
    shared_fake.set()
    (guests / "a").write_text(CAP + "power9")
    screen = shared_ctl.run_in_terminal("guest", "a", columns=60, TERM="xterm", PAGER="cat")
    assert "\033[1;32myes     \033[0m" in screen
    assert all(len(re.sub("\033[^m]*m", "", line)) <= 60 for line in screen.splitlines())
    plain = shared_ctl.run_in_terminal("guest", "a", columns=60, TERM="xterm", PAGER="cat", NO_COLOR="1")
    assert "\033" not in plain


def test_standard_input(shared_fake, shared_ctl):
    shared_fake.set()
    result = subprocess.run(shared_ctl.command("guest", "--json=short", "-"), input=CAP + "power9", text=True,
                            capture_output=True, timeout=DEADLINE, env=shared_ctl.environment())
    [answer] = json.loads(result.stdout)
    assert (answer["guest"], answer["verdict"]) == ("-", "yes")


def test_no_daemon(bus, ctl, guests):
    """It is reported once, and what does not depend on the host is still an answer."""
    for name, text in (("a", QEMU), ("b", QEMU), ("c", "qemu-system-ppc64 -accel tcg")):
        (guests / name).write_text(text)
    answers, result = judge(ctl, "a", "b", "c")
    assert [answer["verdict"] for answer in answers] == ["unknown", "unknown", "yes"]
    assert result.returncode == 2
    assert re.fullmatch(r"ppc-compatctl: ppc-compatd is not running on this bus; [^\n]+\n", result.stderr)


def test_reason_of_the_host(shared_fake, shared_ctl, guests):
    shared_fake.set(**HOSTS["timeout"])
    (guests / "a").write_text(QEMU)
    assert re.fullmatch(r"ppc-compatctl: it is not certain which modes guests can use on this host: [^\n]+\n",
                        shared_ctl.run("guest", "a").stderr)
    assert shared_ctl.run("guest", "-q", "a").stderr == ""


@pytest.mark.parametrize("content, words", [
    (b"<domain>", "not well-formed"), (b"<!DOCTYPE d [<!ENTITY a 'b'>]><domain/>", "document type"),
    (b"qemu-system-ppc64 -name 'x", "quoted"), (b"qemu-system-ppc64 \0 x", "NUL"), (b"", "no command line"),
    (b"<domain>" * 300, "deeper"), (b" " * (5 << 20), "4 MiB"), (b"\x1b[31mhello", "no command line"),
], ids=lambda value: repr(value[:24]))
def test_hostile_files(shared_fake, shared_ctl, guests, content, words):
    shared_fake.set()
    (guests / "guest").write_bytes(content)
    result = shared_ctl.run("guest", "guest")
    assert (result.returncode, result.stdout) == (1, "")
    assert re.fullmatch(r"ppc-compatctl: guest: [ -~]+\n", result.stderr) and words in result.stderr


def test_endless_file(shared_fake, shared_ctl):
    shared_fake.set()
    assert shared_ctl.run("guest", "/dev/zero").returncode == 1


def test_ten_thousand_arguments(shared_fake, shared_ctl, guests):
    shared_fake.set()
    (guests / "a").write_text(QEMU + " -device virtio-net-pci" * 5000)
    assert judge(shared_ctl, "a")[0][0]["reason"] == "dies-at-boot"


@pytest.mark.parametrize("name", ["a\nb", "\033[31mred", "tab\there", "gr\u00fcn"])
def test_hostile_names(shared_fake, shared_ctl, guests, name):
    shared_fake.set()
    (guests / "a").write_text(domain(PASSTHROUGH, name=name.replace("\033", "&#x9b;").replace("\n", "&#10;")))
    result = shared_ctl.run("guest", "a")
    assert re.fullmatch(r"[ -~\n]+", result.stdout)
    assert len(result.stdout.splitlines()) == 4
    assert re.fullmatch(r"[ -~]+\n", shared_ctl.run("guest", "a", "--json=short").stdout)


def fix(ctl, *words, **environment):
    result = ctl.run("guest", "--fix", *words, **environment)
    return result.returncode, result.stdout, result.stderr


def test_fix(shared_fake, shared_ctl, guests):
    """The change and no other byte, and the file stays as it is."""
    shared_fake.set()
    text = domain(PASSTHROUGH)
    (guests / "a").write_text(text)
    assert fix(shared_ctl, "a") == (0, text.replace(PASSTHROUGH, mode("power10")), "")
    assert (guests / "a").read_text() == text
    (guests / "b").write_text(domain(mode("power9")))
    assert fix(shared_ctl, "b") == (0, domain(mode("power9")), "")


@pytest.mark.parametrize("host, text, status, words", [
    ("p11-as-p10", QEMU, 1, "without it the change of a command line is printed"),
    ("no-kvm", domain(PASSTHROUGH), 1, MEANINGS["no-kvm"]),
    ("timeout", domain(PASSTHROUGH), 2, MEANINGS["modes-unknown"]),
    ("p11-as-p10", "<domain", 1, "not well-formed"),
])
def test_no_fix(shared_fake, shared_ctl, guests, host, text, status, words):
    shared_fake.set(**HOSTS[host])
    (guests / "a").write_text(text)
    code, printed, said = fix(shared_ctl, "a", "-q")
    assert (code, printed) == (status, "") and words in said and said.count("\n") == 1


@pytest.mark.parametrize("words", [
    ["--fix"], ["--fix", "a", "b"], ["--fix", "--json=short", "a"], ["--to=", "a"], ["--to=x,,y", "a"], ["--to=x,", "a"],
])
def test_usage(ctl, words):
    result = ctl.run("guest", *words)
    assert (result.returncode, result.stdout) == (2, "")
    assert "--help" in result.stderr


def test_unreadable_file(shared_fake, shared_ctl, guests):
    shared_fake.set()
    os.mkfifo(guests / "a")
    (guests / "b").write_text(CAP + "power9")
    writer = subprocess.Popen(["sh", "-c", ": >a"], cwd=guests)
    result = shared_ctl.run("guest", "a", "b")
    assert writer.wait(DEADLINE) == 0
    assert result.returncode == 1 and "no command line" in result.stderr and "power9" in result.stdout
