# SPDX-License-Identifier: LGPL-2.1-or-later
"""monitor: a line for each change, and for a daemon that goes and comes."""

import json
import re
import signal
import subprocess

import pytest
from gi.repository import Gio, GLib

from rig import DEADLINE, NAME, Follower, end_process

WHEN = r"[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"


def said(line):
    match = re.fullmatch(rf"{WHEN}: (.*)", line)
    assert match, line
    return match[1]


def test_a_changing_host(daemon, ctl):
    daemon.start("linux-7.3-papr-power11")
    with ctl.follow("monitor") as follower:
        assert said(follower.line()) == "power11, power10, power9 (ready)"
        daemon.load("linux-7.3-papr-power11-moved-to-power10")
        daemon.reload()
        change = said(follower.line())
        assert change.startswith("power10, power9 (degraded: kvm-stale), ")
        assert change.endswith("; until then power11, power10, power9 (ready)")
        # The same again changes nothing and says nothing.
        daemon.reload()
        daemon.load("linux-7.3-papr-power11")
        daemon.reload()
        assert said(follower.line()).startswith("power11, power10, power9 (ready), ")
        assert follower.finish(signal.SIGINT) == (0, "")


def test_a_daemon_that_restarts(daemon, ctl):
    daemon.start("linux-7.3-papr-power11")
    with ctl.follow("monitor") as follower:
        assert said(follower.line()) == "power11, power10, power9 (ready)"
        daemon.stop()
        assert said(follower.line()) == "ppc-compatd is gone; waiting for it to come back"
        daemon.start("linux-7.3-papr-power11-as-power10")
        assert said(follower.line()) == "ppc-compatd is there: power10, power9 (ready)"
        daemon.load("linux-7.3-papr-power11")
        daemon.reload()
        assert said(follower.line()).startswith("power11, power10, power9 (ready), ")
        assert follower.finish(signal.SIGTERM) == (0, "")


def test_a_daemon_that_comes_late(daemon, ctl):
    with ctl.follow("monitor") as follower:
        assert said(follower.line()) == "ppc-compatd is not running; waiting for it to start"
        daemon.start("opal-t2p9d01-power9")
        assert said(follower.line()) == "ppc-compatd is there: power9 (ready)"
        assert follower.finish(signal.SIGTERM) == (0, "")


def test_words_of_a_change(fake, ctl):
    with ctl.follow("monitor") as follower:
        follower.line()
        fake.change(Generation=8, CompatModes=[], State="unavailable", Reason="no-kvm", LastTrigger="kvm",
                    LastChangeTimestamp=1_795_428_723_000_000)
        assert follower.line() == ("Mon 2026-11-23 10:12:03 UTC: no guest modes (unavailable: no-kvm), "
                                   "after KVM came or went; until then power10, power9 (ready)")


def test_what_is_no_news_is_not_told(fake, ctl):
    """Neither what concerns no answer, nor what was on its way while all was read, nor another interface's change."""
    with ctl.follow("monitor") as follower:
        follower.line()
        fake.change(ProcessorModel="power10")
        fake.change(Generation=6, CompatModes=["power9"])
        fake.change(Generation=7, CompatModes=["power9"])
        fake.change(Generation=8, State="degraded", Reason="kvm-stale")
        assert said(follower.line()).startswith("power10, power9 (degraded: kvm-stale), ")


def test_a_garbled_change_is_outlived(fake, ctl):
    with ctl.follow("monitor") as follower:
        follower.line()
        fake.tell(retype={"CompatModes": "s"}, set={"Generation": 8, "CompatModes": "power9"}, emit=True)
        fake.tell(retype={})
        fake.change(Generation=9, CompatModes=["power9"])
        assert said(follower.line()).startswith("power9 (ready), ")


@pytest.mark.parametrize("cause", ["a change", "time"])
def test_a_daemon_that_is_silent_at_first(fake, ctl, cause):
    """What it misses then it reads later: when the daemon says that something changed, or else after a while."""
    fake.tell(fail={"GetAll": "org.freedesktop.DBus.Error.NoReply"})
    with ctl.follow("monitor") as follower:
        assert b"did not answer" in follower.process.stderr.readline()
        fake.tell(fail={})
        if cause == "a change":
            fake.change(Generation=8, CompatModes=["power9"])
            assert said(follower.line()) == "ppc-compatd answers now: power9 (ready)"
        else:
            assert said(follower.line()) == "ppc-compatd answers now: power10, power9 (ready)"
        fake.change(Generation=9, State="degraded", Reason="kvm-stale")
        assert said(follower.line()).startswith("power")
        assert follower.finish(signal.SIGTERM) == (0, "")


def test_a_silent_daemon_that_goes(fake, ctl):
    fake.tell(fail={"GetAll": "org.freedesktop.DBus.Error.NoReply"})
    with ctl.follow("monitor") as follower:
        assert b"did not answer" in follower.process.stderr.readline()
        fake.stop()
        assert said(follower.line()) == "ppc-compatd is gone; waiting for it to come back"
        fake.start()
        assert said(follower.line()) == "ppc-compatd is there: power10, power9 (ready)"
        assert follower.finish(signal.SIGTERM) == (0, "")


@pytest.mark.parametrize("trap, status, words", [
    ("true", -signal.SIGPIPE, b""), ("trap '' PIPE", 1, b"ppc-compatctl: nobody reads the output any more\n")],
    ids=["as usual", "SIGPIPE ignored"])
def test_a_reader_that_goes(fake, ctl, trap, status, words):
    """It ends at once, and not with the next change, which may be years away."""
    process = subprocess.Popen(["sh", "-c", f'{trap}; exec "$@"', "sh", *ctl.command("monitor")],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ctl.environment())
    with Follower(process) as follower:
        follower.line()
        process.stdout.close()
        assert process.wait(DEADLINE) == status
        assert process.stderr.read() == words


def forge(address):
    """A stranger says to each connection alone that the daemon has changed, and that it has gone."""
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    stranger = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
    bus, path = "org.freedesktop.DBus", "/org/freedesktop/DBus"
    names = stranger.call_sync(bus, path, bus, "ListNames", None, None, 0, -1, None).unpack()[0]
    changed = {"Generation": GLib.Variant("t", 8), "CompatModes": GLib.Variant("as", ["power11"])}
    for name in (name for name in names if name.startswith(":") and name != stranger.get_unique_name()):
        stranger.emit_signal(name, "/org/ppc/Compat1", f"{bus}.Properties", "PropertiesChanged",
                             GLib.Variant("(sa{sv}as)", (NAME, changed, [])))
        stranger.emit_signal(name, path, bus, "NameOwnerChanged", GLib.Variant("(sss)", (NAME, ":1.1", "")))
    stranger.flush_sync(None)
    stranger.close_sync(None)


def test_a_stranger_is_not_believed(bus, fake, ctl):
    with ctl.follow("monitor") as follower:
        follower.line()
        forge(bus.address)
        fake.change(Generation=8, CompatModes=["power9"])
        assert said(follower.line()).startswith("power9 (ready), ")


def test_json_lines(fake, ctl):
    with ctl.follow("monitor", "--json=short") as follower:
        first = json.loads(follower.line())
        assert first.pop("Timestamp") > 1_700_000_000_000_000
        assert first == {"Event": "present", "Generation": 7, "CompatModes": ["power10", "power9"], "State": "ready",
                         "Reason": "", "LastTrigger": "migration"}
        fake.change(Generation=8, State="degraded", Reason="kvm-stale", LastTrigger="recheck", LastChangeTimestamp=9)
        assert json.loads(follower.line()) == {
            "Event": "changed", "Timestamp": 9, "Generation": 8, "CompatModes": ["power10", "power9"],
            "State": "degraded", "Reason": "kvm-stale", "LastTrigger": "recheck"}
        fake.stop()
        gone = json.loads(follower.line())
        assert gone.pop("Timestamp") and gone == {"Event": "absent"}


@pytest.mark.parametrize("with_daemon", [True, False])
def test_the_bus_ends(with_daemon, bus, fake, ctl):
    if not with_daemon:
        fake.stop()
    with ctl.follow("monitor") as follower:
        follower.line()
        end_process(bus.process)
        assert follower.process.wait(DEADLINE) == 1
        assert follower.process.stderr.read() == b"ppc-compatctl: the connection to the bus was lost; run the command again\n"
