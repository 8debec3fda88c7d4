# SPDX-License-Identifier: LGPL-2.1-or-later
"""A real sshd on the loopback, behind whose ports stand different hosts, and an ssh that knows their names."""

import contextlib
import os
import pathlib
import shlex
import socket
import subprocess

from host import end_process, wait_for


# An sshd listens on no more.
PORTS_OF_ONE = 16


class SecureShell:
    """Each name that is added is a port of an sshd, on which a login gets that environment and that command."""

    def __init__(self, directory, client_path):
        self.directory = directory
        self.programs = directory / "programs"
        self.programs.mkdir()
        (self.programs / "ppc-compatctl").symlink_to(client_path)
        self.ports = {}
        self.commands = {}
        # They are held until an sshd takes them, or the same one might be free twice.
        self.places = contextlib.ExitStack()
        self.processes = []
        for key in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory / key], check=True)
        (directory / "authorized").write_text((directory / "user.pub").read_text())

    def add(self, name, command):
        """The shell command sees in SSH_ORIGINAL_COMMAND what was asked for."""
        place = self.places.enter_context(socket.socket())
        place.bind(("127.0.0.1", 0))
        self.ports[name] = place.getsockname()[1]
        self.commands[name] = command

    def add_host(self, name, address):
        self.add(name, self.script_of(name))
        self.lead_to(name, address)

    def script_of(self, name):
        return self.directory / f"{name}.sh"

    def lead_to(self, name, address):
        path = shlex.quote(f"{self.programs}:/usr/bin:/bin")
        self.write_script(name, f"export PATH={path} DBUS_SYSTEM_BUS_ADDRESS={shlex.quote(address)}\n"
                                "unset SSH_CONNECTION\nexec sh -c \"$SSH_ORIGINAL_COMMAND\"\n")

    def write_script(self, name, text):
        """What the host does from the next login on."""
        fresh = self.script_of(name).with_suffix(".new")
        fresh.write_text(f"#!/bin/sh\n{text}")
        fresh.chmod(0o755)
        fresh.rename(self.script_of(name))

    def start(self):
        if os.geteuid() == 0:
            pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        self.places.close()
        names = list(self.ports)
        for first in range(0, len(names), PORTS_OF_ONE):
            self.start_one(names[first:first + PORTS_OF_ONE])
        for port in self.ports.values():
            wait_for(lambda port=port: can_connect(port), "sshd to listen")
        self.write_client()

    def start_one(self, names):
        config = self.directory / f"sshd_config-{self.ports[names[0]]}"
        config.write_text("".join([
            *(f"Port {self.ports[name]}\n" for name in names),
            "ListenAddress 127.0.0.1\nUsePAM no\nPidFile none\nMaxStartups 100\nStrictModes no\nPermitRootLogin yes\n",
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\n",
            # Debian's bash reads ~/.bashrc under sshd, but only as the first shell: what a user has there may take seconds.
            "SetEnv SHLVL=2\n",
            f"HostKey {self.directory}/host\nAuthorizedKeysFile {self.directory}/authorized\n",
            *(f"Match LocalPort {self.ports[name]}\n    ForceCommand {self.commands[name]}\n" for name in names)]))
        with open(self.directory / "sshd.log", "ab") as log:
            self.processes.append(subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", config], stderr=log))

    def write_client(self, **others):
        """ssh with a configuration of its own, in a folder for PATH; others are names -> ports without this sshd."""
        public = (self.directory / "host.pub").read_text().strip()
        ports = self.ports | others
        (self.directory / "known").write_text("".join(f"[127.0.0.1]:{port} {public}\n" for port in ports.values()))
        config = self.directory / "ssh_config"
        config.write_text("".join(f"Host {name}\n    HostName 127.0.0.1\n    Port {port}\n"
                                  for name, port in ports.items()) +
                          f"Host *\n    IdentityFile {self.directory}/user\n    IdentitiesOnly yes\n"
                          # The usual one takes eight times the processor, and both ends are on this machine.
                          "    KexAlgorithms curve25519-sha256\n"
                          f"    UserKnownHostsFile {self.directory}/known\n    StrictHostKeyChecking yes\n")
        ssh = self.programs / "ssh"
        ssh.write_text(f"#!/bin/sh\nexec /usr/bin/ssh -F {shlex.quote(str(config))} \"$@\"\n")
        ssh.chmod(0o755)

    def stop(self):
        self.places.close()
        while self.processes:
            end_process(self.processes.pop())


def can_connect(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except ConnectionRefusedError:
        return False
