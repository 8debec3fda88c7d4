# SPDX-License-Identifier: LGPL-2.1-or-later
"""The ppc-compatctl that the page runs, and the libvirt that it finds.

The program is the real one. Its libvirt is none, the stand-in of the tests of the client, whose domains are files, or
the real library with its own driver for tests, whose domains are no pseries machines.
"""

import shlex
import shutil
from pathlib import Path

NODE = """\
<node>
  <domain type='test'>
    <name>box</name>
    <memory>8192</memory>
    <os><type>hvm</type></os>
  </domain>
</node>
"""


class Libvirt:
    def __init__(self, client, stub, place):
        """Copies, since the user that runs them may have no way to the build."""
        self.folder = place / "programs"
        self.domains = place / "domains"
        self.stub = place / "stub"
        self.none = place / "no-libvirt"
        self.node = place / "node.xml"
        self.asked = place / "asked"
        self.settings = place / "libvirt.sh"
        for folder in (self.folder, self.stub, self.none, self.domains):
            folder.mkdir()
        real = shutil.copy(client, self.folder / "real")
        shutil.copy(Path(stub) / "libvirt.so.0", self.stub)
        # A file of that name that is no library ends the search for one.
        (self.none / "libvirt.so.0").touch()
        self.node.write_text(NODE)
        self.asked.touch()
        self.asked.chmod(0o666)
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

    def use(self, **variables):
        self.settings.write_text("".join(f"export {name}={shlex.quote(str(value))}\n"
                                         for name, value in variables.items()))

    def use_stub(self):
        self.use(LD_LIBRARY_PATH=self.stub, STUB_DOMAINS=self.domains, STUB_VERSION="11004000")

    def use_real(self):
        self.use(LIBVIRT_DEFAULT_URI=f"test://{self.node}")

    def add(self, name, xml):
        """At once, as libvirt does."""
        fresh = self.domains.parent / "fresh"
        fresh.write_text(xml)
        fresh.rename(self.domains / name)

    def questions(self):
        """How often the page has asked."""
        return self.asked.read_text().splitlines()
