# SPDX-License-Identifier: LGPL-2.1-or-later
"""history, and the pager."""

import json

import pytest

CHANGES = [
    [1_795_428_723_000_000, 4, ["power10", "power9"], "migration", "kvm-stale"],
    [1_795_428_700_000_000, 3, [], "kvm", "no-kvm"],
    [1_795_428_000_000_000, 12345678901, ["power11", "power10", "power9"], "boot", ""],
]
TABLE = """\
TIME                        GENERATION  MODES                    TRIGGER    REASON
Mon 2026-11-23 10:12:03 UTC          4  power10, power9          migration  kvm-stale
Mon 2026-11-23 10:11:40 UTC          3  -                        kvm        no-kvm
Mon 2026-11-23 10:00:00 UTC 12345678901  power11, power10, power9 boot       -
"""


def test_table(shared_fake, shared_ctl):
    shared_fake.tell(history=CHANGES)
    assert shared_ctl.succeed("history") == TABLE
    assert shared_ctl.succeed("history", "--quiet") == TABLE.split("\n", 1)[1]


def test_json(shared_fake, shared_ctl):
    shared_fake.tell(history=CHANGES)
    said = json.loads(shared_ctl.succeed("history", "-j"))
    assert [list(change.values()) for change in said] == CHANGES
    assert list(said[0]) == ["Timestamp", "Generation", "CompatModes", "Trigger", "Reason"]


def test_empty(shared_fake, shared_ctl):
    shared_fake.tell(history=[])
    assert shared_ctl.succeed("history", "--quiet") == ""
    assert shared_ctl.succeed("history", "-j") == "[]\n"


def test_real_daemon(daemon, ctl):
    daemon.start("lpar-9105-22a-power11")
    generation = json.loads(ctl.succeed("describe"))["Generation"]
    newest = json.loads(ctl.succeed("history", "-j"))[0]
    assert (newest["Generation"], newest["CompatModes"]) == (generation, ["power11", "power10", "power9"])


def test_pager(shared_fake, shared_ctl):
    shared_fake.tell(history=CHANGES)
    assert shared_ctl.run_in_terminal("history", PAGER="sed 's/^/>/'") == "".join(
        f">{line}\n" for line in TABLE.splitlines())
    assert shared_ctl.run_in_terminal("history", PAGER="false", SYSTEMD_PAGER="tr a-z A-Z") == TABLE.upper()


def test_no_pager(shared_fake, shared_ctl):
    shared_fake.tell(history=CHANGES)
    assert shared_ctl.run_in_terminal("history", "--no-pager", PAGER="false") == TABLE
    assert shared_ctl.run_in_terminal("history", PAGER="") == TABLE
    assert shared_ctl.run_in_terminal("history", PAGER="cat") == TABLE
    assert shared_ctl.succeed("history", PAGER="false") == TABLE


@pytest.mark.parametrize("environment", [{"PAGER": "nosuchpager"}, {"SYSTEMD_PAGER": "/etc/passwd"},
                                         {"PAGER": "nosuchpager -R | cat; exit 127"}], ids=str)
def test_a_pager_that_cannot_be_started(shared_fake, shared_ctl, environment):
    """The output is there all the same, after the shell's own complaint."""
    shared_fake.tell(history=CHANGES * 20)
    screen = shared_ctl.run_in_terminal("history", **environment)
    complaint, shown = screen.split("\n", 1)
    assert "nosuchpager: not found" in complaint or "Permission denied" in complaint
    assert shown == TABLE + TABLE.split("\n", 1)[1] * 19


def test_a_pager_that_reads_nothing(shared_fake, shared_ctl):
    shared_fake.tell(history=CHANGES * 20)
    assert shared_ctl.run_in_terminal("history", PAGER="true") == ""
