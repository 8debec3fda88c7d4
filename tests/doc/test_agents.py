# SPDX-License-Identifier: LGPL-2.1-or-later
"""The example agents: what holds at first, a change, a restart of the daemon, and words of a later version."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rig import DEADLINE, Follower, end_process

EXAMPLES = Path(__file__).resolve().parents[2] / "doc" / "examples"
POWER11 = "linux-7.3-papr-power11"
MOVED = "linux-7.3-papr-power11-moved-to-power10"


@pytest.fixture(scope="session")
def built(tmp_path_factory, prefix):
    """agent.c, built with the line at its head, and without a warning."""
    program = tmp_path_factory.mktemp("agent") / "agent"
    command = "cc -Wall -Wextra -Wno-unused-parameter -Werror -o \"$1\" \"$2\" " \
              "$(pkg-config --cflags --libs libsystemd ppc-compat1)"
    subprocess.run(["sh", "-euc", command, "sh", program, EXAMPLES / "agent.c"], check=True, timeout=60,
                   env=os.environ | {"PKG_CONFIG_PATH": str(prefix / "share/pkgconfig")})
    return program


@pytest.fixture(params=["agent.c", "agent.py"])
def agent(request, environment):
    """A function that starts the agent."""
    command = [request.getfixturevalue("built")] if request.param == "agent.c" else [EXAMPLES / "agent.py"]

    def start():
        return Follower(subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE))

    return start


def test_a_changing_host(daemon, agent):
    daemon.start(POWER11)
    with agent() as follower:
        assert follower.line() == "power11 power10 power9 (ready)"
        daemon.load(MOVED)
        daemon.reload()
        assert follower.line() == "power10 power9 (degraded: kvm-stale)"
        # The same again changes nothing and says nothing.
        daemon.reload()
        daemon.load("linux-7.3-no-nesting-power10")
        daemon.reload()
        assert follower.line() == "none (unavailable: no-kvm-hv)"
        assert follower.finish(signal.SIGTERM) == (-signal.SIGTERM, "")


def test_a_daemon_that_restarts(daemon, agent):
    daemon.start(POWER11)
    with agent() as follower:
        assert follower.line() == "power11 power10 power9 (ready)"
        daemon.stop()
        assert follower.line() == "no answer"
        daemon.start(MOVED)
        assert follower.line() == "power10 power9 (degraded: kvm-stale)"
        daemon.load(POWER11)
        daemon.reload()
        assert follower.line() == "power11 power10 power9 (ready)"
        assert follower.finish(signal.SIGTERM) == (-signal.SIGTERM, "")


def test_a_daemon_that_comes_late(bus, daemon, agent):
    """The agent does not start it, though the bus could."""
    trace = bus.place / "started"
    (bus.services / "org.ppc.Compat1.service").write_text(
        f"[D-BUS Service]\nName=org.ppc.Compat1\nExec=/bin/touch {trace}\n")
    subprocess.run(["dbus-send", f"--bus={bus.address}", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                    "org.freedesktop.DBus.ReloadConfig"], check=True, capture_output=True, timeout=DEADLINE)
    with agent() as follower:
        assert follower.line() == "no answer"
        assert not trace.exists()
        daemon.start(POWER11)
        assert follower.line() == "power11 power10 power9 (ready)"


def test_words_of_a_later_version(fake, agent):
    fake.set(State="resting", Reason="moon-phase", CompatModes=["power12", "power11"], RecommendedMode="power12")
    with agent() as follower:
        assert follower.line() == "power11 (degraded: moon-phase)"
        fake.change(CompatModes=["power12"], State="ready", Reason="", FutureProperty="something")
        assert follower.line() == "none (ready)"


def test_the_bus_ends(bus, daemon, agent):
    """Then a service manager has to start the agent again."""
    daemon.start(POWER11)
    with agent() as follower:
        follower.line()
        end_process(bus.process)
        assert follower.process.wait(DEADLINE) != 0
    daemon.process.kill()
    daemon.process.wait()
    daemon.process = None
