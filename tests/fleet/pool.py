# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hosts behind a real sshd: some that answer, one that is down, and some that hang, each in its own way."""

import contextlib
import os
import signal
import socket

from engines import free_port
from host import Host
from rig import Client
from secureshell import SecureShell

CAPTURES = {"lpar1": "linux-7.3-papr-power11", "lpar2": "linux-7.3-papr-power11-moved-to-power10",
            "lpar3": "lpar-9105-42a-power10", "denied": "../rules/denied", "old": "opal-8247-22l-power8"}


class Pool:
    def __init__(self, shell, client_path, addresses):
        self.shell = shell
        self.addresses = addresses
        self.ctl = Client(client_path, None)
        self.ctl.command = lambda *words: [client_path, *words]

    def ask(self, *names, options=()):
        words = [word for name in names for word in ("-H", name)]
        return self.run("baseline", *words, *options)

    def run(self, *words, **environment):
        return self.ctl.run(*words, **({"PATH": f"{self.shell.programs}:/usr/bin:/bin"} | environment))


@contextlib.contextmanager
def open_pool(daemon_path, client_path, directory):
    with contextlib.ExitStack() as stack:
        shell = SecureShell(directory, client_path)
        addresses = {}
        for name, capture in CAPTURES.items():
            host = stack.enter_context(Host(name, daemon_path, client_path, directory))
            host.daemon.start(capture)
            shell.add_host(name, host.bus.address)
            addresses[name] = host.bus.address
        idle = stack.enter_context(Host("idle", daemon_path, client_path, directory))
        shell.add_host("idle", idle.bus.address)
        stuck = directory / "stuck.pid"
        shell.add("stuck", f"echo $$ >{stuck}; exec sleep 600")
        stack.callback(lambda: stuck.exists() and os.kill(int(stuck.read_text()), signal.SIGTERM))
        shell.add("chatty", "echo 'Welcome to this machine'; echo 'sh: ppc-compatctl: not found' >&2; exit 127")
        shell.add("garbled", "echo '{\"CompatModes\":1}'")
        stack.callback(shell.stop)
        shell.start()
        # Takes the connection, and never says a word.
        mute = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        shell.write_client(mute=mute.getsockname()[1], down=free_port())
        yield Pool(shell, client_path, addresses)
