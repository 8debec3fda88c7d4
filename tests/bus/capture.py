# SPDX-License-Identifier: LGPL-2.1-or-later
"""A capture file that is replaced by another one while the daemon serves it."""

import json
import subprocess
from pathlib import Path

HOSTS = Path(__file__).resolve().parent.parent / "replay" / "hosts"


class Capture:
    def __init__(self, path):
        self.path = path

    def load(self, host):
        """Puts the capture of a host of tests/replay in place, in one step; returns what is expected of it."""
        # Warnings are silenced and `#` is allowed in names, as for the replay tests.
        blob = subprocess.run(["dtc", "-q", "-E", "no-node_name_chars", "-O", "dtb", HOSTS / f"{host}.dts"],
                              check=True, capture_output=True, timeout=30).stdout
        self.put(blob)
        return json.loads((HOSTS / f"{host}.json").read_text())

    def put(self, content):
        fresh = self.path.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.chmod(0o644)
        fresh.rename(self.path)
