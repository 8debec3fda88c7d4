# SPDX-License-Identifier: LGPL-2.1-or-later
"""Cockpit's own web server and bridge for one user without rights, with this page, on a private bus."""

import os
import shutil
import socket
import subprocess
import urllib.error
import urllib.request

from deadline import DEADLINE, wait_for

PACKAGE = "ppc-compat"
SERVERS = ["/usr/lib/cockpit/cockpit-ws", "/usr/libexec/cockpit-ws"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cockpit:
    def __init__(self, place, data, bus_address, programs, become):
        """data: the folder that holds cockpit/ppc-compat, as share/ of an installation does; programs: what is first
        in the session's PATH."""
        self.place = place
        self.data = data
        self.bus_address = bus_address
        self.programs = programs
        self.become = become
        self.port = free_port()
        self.log = place / "cockpit.log"
        self.process = None

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def page(self):
        return f"{self.origin}/cockpit/@localhost/{PACKAGE}/index.html"

    @property
    def shell(self):
        return f"{self.origin}/{PACKAGE}"

    def environment(self):
        """Nothing of the real session, and no folder of the real user."""
        folders = {}
        for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            folder = self.place / name.lower()
            folder.mkdir(exist_ok=True)
            # Whoever serves it.
            folder.chmod(0o777)
            folders[name] = str(folder)
        # No folder that this user has no way to: the search for a program would end with that.
        return folders | {"PATH": f"{self.programs}:/usr/sbin:/usr/bin", "LANG": "C.UTF-8",
                          "XDG_DATA_HOME": str(self.data),
                          "DBUS_SYSTEM_BUS_ADDRESS": self.bus_address,
                          # Cockpit's own pages ask for it, and where there is none the bridge in Python ends.
                          "DBUS_SESSION_BUS_ADDRESS": self.bus_address}

    def is_up(self):
        assert self.process.poll() is None, self.log.read_text()
        try:
            with urllib.request.urlopen(self.page, timeout=DEADLINE) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{self.page}: {error}") from error
        except OSError:
            return False

    def bridge_is_python(self):
        """From about 300 on; before it is a program in C."""
        with open(shutil.which("cockpit-bridge"), "rb") as bridge:
            return bridge.read(2) == b"#!"

    def start(self):
        server = next(path for path in SERVERS if os.access(path, os.X_OK))
        command = [*self.become, server, f"--local-session={shutil.which('cockpit-bridge')}", "-p", str(self.port),
                   "-a", "127.0.0.1"]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env=self.environment())
        wait_for(self.is_up, "cockpit-ws to serve the page")

    def stop(self):
        """The bridge ends with its server."""
        self.process.terminate()
        self.process.wait(DEADLINE)
