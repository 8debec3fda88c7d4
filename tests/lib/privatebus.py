# SPDX-License-Identifier: LGPL-2.1-or-later
"""A system bus of its own, with the shipped policy: of dbus-daemon or of dbus-broker."""

import functools
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from deadline import DEADLINE, wait_for

POLICY = Path(__file__).resolve().parents[2] / "dbus" / "org.ppc.Compat1.conf.in"

# What every system bus begins with (dbus-daemon(1)): nobody owns a name or is called without a policy that allows it.
# What polkit and logind may comes with it.
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>{kind}</type>
  <listen>{address}</listen>{services}
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <deny own="*"/>
    <deny send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus"/>
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Peer"/>
    <allow send_destination="org.freedesktop.PolicyKit1"/>
  </policy>
  <policy user="root">
    <allow own="org.freedesktop.PolicyKit1"/>
    <allow own="org.freedesktop.login1"/>
  </policy>
  <include>{policy}</include>
</busconfig>
"""

END_WITH_PARENT = ["setpriv", "--pdeathsig=KILL"]


class PrivateBus:
    def __init__(self, place, user, services=None):
        """Services: the folder of those that it starts, itself as a session's bus does, without a helper of root's."""
        self.place = place
        self.path = place / "bus"
        self.address = f"unix:path={self.path}"
        self.log = place / "bus.log"
        self.config = place / "bus.conf"
        self.process = None
        policy = place / "policy.conf"
        policy.write_text(POLICY.read_text().replace("@user@", user))
        self.config.write_text(CONFIG.format(
            address=self.address, policy=policy, kind="session" if services else "system",
            services=f"\n  <servicedir>{services}</servicedir>" if services else ""))

    def run(self, command, stdin=subprocess.DEVNULL, **options):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*END_WITH_PARENT, *command], stdin=stdin, stderr=log, **options)

    def kill(self):
        """As a bus ends that crashes."""
        self.process.kill()
        self.process.wait(DEADLINE)
        self.process = None

    def stop(self):
        if self.process:
            self.kill()


class DbusDaemon(PrivateBus):
    def start(self):
        self.run(["dbus-daemon", f"--config-file={self.config}", "--nofork", "--nopidfile", "--print-address=1"],
                 stdout=subprocess.PIPE)
        with self.process.stdout as address:
            assert address.readline(), self.log.read_text()


class DbusBroker(PrivateBus):
    """Its launcher wants a socket from systemd and one of the journal; it gets both without them."""

    SCRIPT = """set -e
        mount --bind "$RUN" /run
        exec 3<&0 </dev/null
        export LISTEN_FDS=1 LISTEN_PID=$$
        exec dbus-broker-launch --scope system --config-file "$CONFIG"
        """

    def __init__(self, place, user):
        super().__init__(place, user)
        self.run_folder = place / "run"
        (self.run_folder / "systemd" / "journal").mkdir(parents=True)
        self.journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.journal.bind(str(self.run_folder / "systemd" / "journal" / "socket"))

    def start(self):
        self.path.unlink(missing_ok=True)
        names = {"RUN": str(self.run_folder), "CONFIG": str(self.config), "DBUS_SYSTEM_BUS_ADDRESS": self.address}
        # Kept by nobody else, so that who connects is refused once the broker has ended.
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(str(self.path))
            self.path.chmod(0o666)
            listener.listen(64)
            self.run(["unshare", "--mount", "sh", "-c", self.SCRIPT], env=os.environ | names, stdin=listener)

    def stop(self):
        super().stop()
        self.journal.close()

    def kill(self):
        """The broker ends with its launcher."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        super().kill()
        for child in children:
            wait_for(lambda pid=child: not Path(f"/proc/{pid}/exe").exists(), "dbus-broker to end")


@functools.cache
def why_no_broker():
    """Why dbus-broker cannot be tested here; empty if it can."""
    if not shutil.which("dbus-broker-launch"):
        return "dbus-broker is not installed"
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, timeout=DEADLINE).returncode != 0:
        return "dbus-broker needs a mount namespace here, and this user may not make one"
    return ""


KINDS = {"dbus-daemon": DbusDaemon, "dbus-broker": DbusBroker}

# For tests of what the bus itself has a part in; the others run on dbus-daemon.
on_every_bus = pytest.mark.parametrize("bus", KINDS, indirect=True)


def new_bus(kind, place, user):
    if kind == "dbus-broker" and why_no_broker():
        pytest.skip(why_no_broker())
    return KINDS[kind](place, user)
