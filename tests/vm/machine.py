# SPDX-License-Identifier: LGPL-2.1-or-later
"""A running emulated machine: its console goes to a log, a root shell and QEMU's control channel to whoever asks."""

import contextlib
import re
import socket
import subprocess

import agent
import qmp

# The console is for the kernel's and systemd's words: a getty would hang it up.
WITHOUT_GETTY = ['systemd.mask=console-getty.service', 'systemd.mask=serial-getty@hvc0.service']
END_LIMIT = 30
# The exit status of timeout(1) that had to end what it ran.
LIMIT_REACHED = 124


def arguments(host, qemu, kernel, initrd, parameters):
    return [*qemu.command(), *host.qemu_options(), '-kernel', str(kernel.image), '-initrd', str(initrd),
            '-append', ' '.join([*host.kernel_parameters(), *parameters])]


def file_port(path):
    """A port from which the guest reads the file."""
    return ['-chardev', f'file,id=file,path=/dev/null,input-path={path}',
            '-device', 'virtserialport,chardev=file,name=file']


class Machine:
    def __init__(self, host, qemu, kernel, initrd, log):
        """Starts it. log: the file for what its console and QEMU say."""
        ours, theirs = zip(socket.socketpair(), socket.socketpair())
        channels = [end.fileno() for end in theirs]
        self.host = host
        self._log = log
        with open(log, 'wb') as output:
            # timeout(1) ends QEMU in time even where this process was killed before it could.
            self._process = subprocess.Popen(
                ['timeout', '--kill-after=10', str(host.limit), *arguments(host, qemu, kernel, initrd, WITHOUT_GETTY),
                 '-serial', 'stdio', *host.serial_bus(),
                 '-chardev', f'socket,id=qmp,fd={channels[0]}', '-mon', 'chardev=qmp,mode=control',
                 '-chardev', f'socket,id=agent,fd={channels[1]}',
                 '-device', 'virtserialport,chardev=agent,name=agent', *(file_port(initrd) if host.chain else [])],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, pass_fds=channels)
        for end in theirs:
            end.close()
        self._qmp_channel = ours[0]
        self.agent = agent.Agent(ours[1])

    @contextlib.contextmanager
    def ended(self):
        """Ends the machine when the block is left. A powernv machine would not power off by itself."""
        try:
            self.qmp = qmp.Qmp(self._qmp_channel)
            yield self
            self.qmp.command('quit')
            self._process.wait(END_LIMIT)
        except subprocess.TimeoutExpired:
            raise qmp.QmpFailed(f'QEMU did not end within {END_LIMIT} s') from None
        finally:
            self.kill()

    def kill(self):
        self._process.terminate()
        self._process.wait()

    def reached_limit(self):
        return self._process.returncode == LIMIT_REACHED

    def console(self):
        """What the console said, as plain lines."""
        text = self._log.read_text(encoding='utf-8', errors='replace')
        lines = [line.strip() for line in re.sub(r'\x1b(\[[?0-9;]*[A-Za-z]|[^\[])', '', text).splitlines()]
        return '\n'.join(line for line in lines if line)


def shell(host, qemu, kernel, initrd):
    """The machine with its console on this terminal, until it is powered off or left with Ctrl-A x."""
    command = [*arguments(host, qemu, kernel, initrd, []), '-serial', 'mon:stdio']
    return subprocess.run(command, check=False).returncode
