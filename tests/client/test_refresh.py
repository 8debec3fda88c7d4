# SPDX-License-Identifier: LGPL-2.1-or-later
"""refresh."""

import json
import os
import pty
import subprocess
import time

import pytest

from rig import DEADLINE, wait_for

AS_ROOT = os.geteuid() == 0
DENIED = "ppc-compatctl: permission denied; try again as root\n"


def query_count(ctl):
    return json.loads(ctl.succeed("describe"))["QueryCount"]


def wait_until_worth_a_query(ctl):
    """Within a second of a query the daemon answers from that one."""
    last = json.loads(ctl.succeed("describe"))["LastQueryTimestampMonotonic"]
    wait_for(lambda: time.monotonic() * 1e6 > last + 1_100_000, "the last query to be old")


def test_real_daemon(daemon, ctl):
    """Root may refresh, and others read that."""
    daemon.start("linux-7.3-papr-power11")
    wait_until_worth_a_query(ctl)
    before = query_count(ctl)
    result = ctl.run("refresh")
    if AS_ROOT:
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout == "Nothing changed: power11, power10, power9 (ready)\n"
        assert query_count(ctl) == before + 1
    else:
        assert (result.returncode, result.stdout, result.stderr) == (1, "", DENIED)
        assert query_count(ctl) == before


def test_changed(shared_fake, shared_ctl):
    shared_fake.set()
    shared_fake.tell(refresh={"Generation": 8, "CompatModes": ["power9"], "State": "degraded", "Reason": "kvm-stale"})
    assert shared_ctl.succeed("refresh") == "Changed: power9 (degraded: kvm-stale)\n"
    shared_fake.tell(refresh={"Generation": 9})
    assert shared_ctl.succeed("refresh", "-j") == '{"Changed":true,"Generation":9}\n'


def test_nothing_changed(shared_fake, shared_ctl):
    shared_fake.set(State="degraded", Reason="kvm-stale")
    assert shared_ctl.succeed("refresh") == "Nothing changed: power10, power9 (degraded: kvm-stale)\n"
    assert shared_ctl.succeed("refresh", "-j") == '{"Changed":false,"Generation":7}\n'
    assert shared_ctl.succeed("refresh", "--quiet") == ""


def test_denied(shared_fake, shared_ctl):
    shared_fake.set()
    for error in ("org.freedesktop.DBus.Error.AccessDenied",
                  "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired"):
        shared_fake.tell(fail={"Refresh": error})
        for words in (["refresh"], ["refresh", "--no-block"]):
            result = shared_ctl.run(*words)
            assert (result.returncode, result.stdout, result.stderr) == (1, "", DENIED)


@pytest.mark.skipif(not AS_ROOT, reason="only root may refresh")
@pytest.mark.parametrize("trigger", ["client", "migration", "resume"])
def test_no_block_reaches_the_daemon(daemon, ctl, trigger):
    daemon.start("linux-7.3-papr-power11")
    wait_until_worth_a_query(ctl)
    before = query_count(ctl)
    assert ctl.succeed("refresh", "--no-block", trigger) == ""
    wait_for(lambda: query_count(ctl) > before, "the refresh")


def test_no_block_does_not_wait(fake, ctl):
    fake.tell(mute=["Refresh"])
    assert ctl.succeed("refresh", "--no-block") == ""
    assert fake.tell() == ["client"]


def test_no_block_prints_json(fake, ctl):
    """Nobody knows the outcome yet, but who reads JSON gets JSON."""
    fake.tell(mute=["Refresh"])
    assert ctl.succeed("refresh", "--no-block", "--json=short") == '{"Changed":null,"Generation":null}\n'
    assert ctl.succeed("refresh", "--no-block", "--json=short", "-q") == ""


def test_a_person_may_be_asked_for_a_password(fake, ctl):
    """By polkit, where there is a terminal to answer at; a script is refused at once."""
    ctl.succeed("refresh")
    leader, follower = pty.openpty()
    subprocess.run(ctl.command("refresh"), stdin=follower, stdout=subprocess.DEVNULL, check=True, timeout=DEADLINE,
                   env=ctl.environment())
    os.close(leader)
    os.close(follower)
    ctl.succeed("refresh", "--no-block")
    assert fake.tell() == ["client", "client and may ask", "client"]


def test_no_block_without_a_daemon(ctl):
    result = ctl.run("refresh", "--no-block")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("ppc-compatctl: ppc-compatd is not running on this bus;")


def test_unknown_trigger(shared_fake, shared_ctl):
    result = shared_ctl.run("refresh", "boot")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == ("ppc-compatctl: unknown trigger 'boot'; "
                             "the triggers are client, migration and resume\n")
