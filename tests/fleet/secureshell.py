# SPDX-License-Identifier: LGPL-2.1-or-later
"""A real sshd on the loopback, behind whose ports stand different hosts, and an ssh that knows their names."""

import os
import pathlib
import shlex
import socket
import subprocess

from engines import free_port
from host import end_process, wait_for


class SecureShell:
    """Each name that is added is a port of the sshd, on which a login gets that environment and that command."""

    def __init__(self, directory, client_path):
        self.directory = directory
        self.programs = directory / "programs"
        self.programs.mkdir()
        (self.programs / "ppc-compatctl").symlink_to(client_path)
        self.ports = {}
        self.matches = []
        self.process = None
        for key in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory / key], check=True)
        (directory / "authorized").write_text((directory / "user.pub").read_text())

    def add(self, name, command):
        """The shell command sees in SSH_ORIGINAL_COMMAND what was asked for."""
        self.ports[name] = free_port()
        self.matches.append(f"Match LocalPort {self.ports[name]}\n    ForceCommand {command}\n")

    def add_host(self, name, address):
        path = shlex.quote(f"{self.programs}:/usr/bin:/bin")
        script = self.directory / f"{name}.sh"
        script.write_text(f"#!/bin/sh\nexport PATH={path} DBUS_SYSTEM_BUS_ADDRESS={shlex.quote(address)}\n"
                          "unset SSH_CONNECTION\nexec sh -c \"$SSH_ORIGINAL_COMMAND\"\n")
        script.chmod(0o755)
        self.add(name, script)

    def start(self):
        if os.geteuid() == 0:
            pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        config = self.directory / "sshd_config"
        config.write_text("".join([
            *(f"Port {port}\n" for port in self.ports.values()),
            "ListenAddress 127.0.0.1\nUsePAM no\nPidFile none\nMaxStartups 100\nStrictModes no\nPermitRootLogin yes\n",
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\n",
            # Or a login would run what this machine's user has in the start-up files of the shell.
            f"SetEnv HOME={self.directory}\n",
            f"HostKey {self.directory}/host\nAuthorizedKeysFile {self.directory}/authorized\n", *self.matches]))
        with open(self.directory / "sshd.log", "wb") as log:
            self.process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", config], stderr=log)
        for port in self.ports.values():
            wait_for(lambda port=port: can_connect(port), "sshd to listen")
        self.write_client()

    def write_client(self, **others):
        """ssh with a configuration of its own, in a folder for PATH; others are names -> ports without this sshd."""
        public = (self.directory / "host.pub").read_text().strip()
        ports = self.ports | others
        (self.directory / "known").write_text("".join(f"[127.0.0.1]:{port} {public}\n" for port in ports.values()))
        config = self.directory / "ssh_config"
        config.write_text("".join(f"Host {name}\n    HostName 127.0.0.1\n    Port {port}\n"
                                  for name, port in ports.items()) +
                          f"Host *\n    IdentityFile {self.directory}/user\n    IdentitiesOnly yes\n"
                          f"    UserKnownHostsFile {self.directory}/known\n    StrictHostKeyChecking yes\n")
        ssh = self.programs / "ssh"
        ssh.write_text(f"#!/bin/sh\nexec /usr/bin/ssh -F {shlex.quote(str(config))} \"$@\"\n")
        ssh.chmod(0o755)

    def stop(self):
        if self.process:
            end_process(self.process)


def can_connect(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except ConnectionRefusedError:
        return False
