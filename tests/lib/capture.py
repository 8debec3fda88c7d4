# SPDX-License-Identifier: LGPL-2.1-or-later
"""A capture file that is replaced by another one while the daemon serves it."""

import json
import subprocess
from pathlib import Path

HOSTS = Path(__file__).resolve().parent.parent / "replay" / "hosts"


def compiled(source):
    """The blob of a .dts."""
    # Warnings are silenced and `#` is allowed in names: odd trees are the point, and Linux itself makes names that end
    # in #1.
    return subprocess.run(["dtc", "-q", "-E", "no-node_name_chars", "-I", "dts", "-O", "dtb", source],
                          check=True, capture_output=True, timeout=30).stdout


class Capture:
    def __init__(self, path):
        self.path = path

    def load(self, host):
        """Puts the capture of a host of tests/replay in place, in one step; returns what is expected of it."""
        self.put(compiled(HOSTS / f"{host}.dts"))
        return json.loads((HOSTS / f"{host}.json").read_text())

    def put(self, content):
        fresh = self.path.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.chmod(0o644)
        fresh.rename(self.path)
