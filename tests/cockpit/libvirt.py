# SPDX-License-Identifier: LGPL-2.1-or-later
"""The ppc-compatctl that the page runs, and the libvirt that it finds.

The program is the real one. Its libvirt is none, the stand-in of the tests of the client, whose domains are files, or
the real library with its own driver for tests, whose domains are no pseries machines.
"""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from deadline import DEADLINE, wait_for

DOMAIN = """\
  <domain type='test'>
    <name>{}</name>
    <memory>8192</memory>
    <os><type>hvm</type></os>
  </domain>
"""


def write_node(path, *names):
    """The host that libvirt's driver for tests makes up, with these domains, which run."""
    path.write_text(f"<node>\n{''.join(map(DOMAIN.format, names))}</node>\n")


class Libvirt:
    def __init__(self, client, stub, place):
        """Copies, since the user that runs them may have no way to the build."""
        self.folder = place / "programs"
        self.domains = place / "domains"
        self.stub = place / "stub"
        self.none = place / "no-libvirt"
        self.node = place / "node.xml"
        self.asked = place / "asked"
        self.hanging = place / "hanging"
        self.settings = place / "libvirt.sh"
        for folder in (self.folder, self.stub, self.none, self.domains):
            folder.mkdir()
        real = shutil.copy(client, self.folder / "real")
        shutil.copy(Path(stub) / "libvirt.so.0", self.stub)
        # A file of that name that is no library ends the search for one.
        (self.none / "libvirt.so.0").touch()
        write_node(self.node, "box")
        # Whoever runs the program writes into them.
        for file in (self.asked, self.hanging):
            file.touch()
            file.chmod(0o666)
        self.program = self.folder / "ppc-compatctl"
        self.script = f'#!/bin/sh\necho "$*" >>{self.asked}\n. {self.settings}\nexec {real} "$@"\n'
        self.reset()

    def reset(self):
        self.say(self.script)
        self.use(LD_LIBRARY_PATH=self.none)
        for path in self.domains.iterdir():
            path.unlink()

    def say(self, script):
        """Puts another program in its place."""
        self.program.write_text(script)
        self.program.chmod(0o755)

    def hang(self):
        """The program gives no answer from now on."""
        self.hanging.write_text("")
        self.say(f"#!/bin/sh\necho $$ >{self.hanging}\nexec sleep 100\n")

    def is_hanging(self):
        process = self.hanging.read_text().strip()
        return process != "" and Path("/proc", process).exists()

    def use(self, **variables):
        self.settings.write_text("".join(f"export {name}={shlex.quote(str(value))}\n"
                                         for name, value in variables.items()))

    def use_stub(self):
        self.use(LD_LIBRARY_PATH=self.stub, STUB_DOMAINS=self.domains, STUB_VERSION="11004000")

    def use_real(self):
        self.use(LIBVIRT_DEFAULT_URI=f"test://{self.node}")

    def use_daemon(self, daemon):
        self.use(LIBVIRT_DEFAULT_URI=daemon.uri(self.node))

    def add(self, name, xml):
        """At once, as libvirt does."""
        fresh = self.domains.parent / "fresh"
        fresh.write_text(xml)
        fresh.rename(self.domains / name)

    def questions(self):
        """How often the page has asked."""
        return self.asked.read_text().splitlines()


class Libvirtd:
    """The real daemon of libvirt, whose domains are those of its driver for tests."""

    def __init__(self, place, become):
        self.folder = place / "libvirtd"
        self.folder.mkdir(exist_ok=True)
        # Whoever runs it.
        self.folder.chmod(0o777)
        self.socket = self.folder / "libvirt-sock"
        self.config = self.folder / "libvirtd.conf"
        self.config.write_text(f'unix_sock_dir = "{self.folder}"\nauth_unix_rw = "none"\nlisten_tls = 0\n')
        self.log = place / "libvirtd.log"
        self.become = become
        self.process = None

    def uri(self, node):
        return f"test+unix://{node}?mode=legacy&socket={self.socket}"

    def start(self):
        program = shutil.which("libvirtd", path=f"{os.environ['PATH']}:/usr/sbin")
        # Nothing of the real user's, and no bus.
        folders = dict.fromkeys(("HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), str(self.folder))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*self.become, program, "-f", self.config, "-p", self.folder / "pid"],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env=folders | {"PATH": "/usr/sbin:/usr/bin"})
        wait_for(self.socket.exists, "libvirtd to listen")
        self.permit(True)

    def permit(self, is_permitted):
        self.socket.chmod(0o777 if is_permitted else 0)

    def stop(self):
        self.process.terminate()
        self.process.wait(DEADLINE)
        self.socket.unlink(missing_ok=True)
