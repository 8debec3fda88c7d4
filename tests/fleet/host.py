# SPDX-License-Identifier: LGPL-2.1-or-later
"""A host of the fleet: a private bus, the real daemon on it with a capture, and a folder for what is exported."""

import subprocess
import time

from rig import DEADLINE, Bus, Client, RealDaemon, end_process, wait_for


class Host:
    def __init__(self, name, daemon_path, client_path, directory):
        self.name = name
        self.folder = directory / f"{name}-export"
        self.folder.mkdir()
        own = directory / name
        own.mkdir()
        self.bus = Bus(own)
        self.daemon = RealDaemon(daemon_path, self.bus, own)
        self.ctl = Client(client_path, self.bus.address)
        self.exporter = None

    def __enter__(self):
        self.bus.__enter__()
        return self

    def __exit__(self, *details):
        self.stop_export()
        self.daemon.__exit__(*details)
        if self.bus.process.poll() is None:
            self.bus.__exit__(*details)

    def become(self, capture):
        """Changes the host below the daemon, as a live migration does."""
        self.daemon.load(capture)
        self.daemon.reload()

    def start_export(self, engine, file):
        """Starts ppc-compatctl export --watch, and returns the file once it is there."""
        path = self.folder / file
        self.exporter = subprocess.Popen(self.ctl.command("export", engine, "--watch", f"--output={path}"),
                                         env=self.ctl.environment(), stderr=subprocess.PIPE, text=True)
        wait_for(path.exists, path)
        return path

    def stop_export(self):
        if self.exporter:
            end_process(self.exporter)
            self.exporter.stderr.close()
            self.exporter = None


def wait_for_text(path, text):
    """Until the file has it; the time at which it was seen comes back."""
    wait_for(lambda: text in path.read_text(), f"{text!r} in {path.name}")
    return time.time()


__all__ = ["DEADLINE", "Host", "end_process", "wait_for", "wait_for_text"]
