# SPDX-License-Identifier: LGPL-2.1-or-later
"""Nova's own reader of its provider files, from Debian's package, which would bring 160 others where it is installed."""

import json
import os
import pathlib
import platform
import subprocess
import sys

# The cache and the archive are those of the emulated machines; at the end, since a host is another thing here.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "vm"))

import archive as archives  # noqa: E402
import cache as caches  # noqa: E402
import command  # noqa: E402
import supply  # noqa: E402
from expected import FILES  # noqa: E402

FILE = FILES["nova"]
# The first that reads such files.
OLDEST = "2:22"
READ = """
import json, sys
from nova import exception
from nova.compute import provider_config
try:
    print(json.dumps(provider_config.get_provider_configs(sys.argv[1])))
except exception.ProviderConfigException as error:
    sys.exit(f"refused: {error}")
"""


def find_modules():
    """Where they can be imported from. What they need besides is installed with what other tests need."""
    cache = caches.Cache(caches.default_path().parent / "fleet")
    source = supply.Source([platform.freedesktop_os_release()["VERSION_CODENAME"]], "python3-nova", OLDEST)
    architecture = command.run(["dpkg", "--print-architecture"]).strip()
    with cache.locked():
        folder = supply.newest(cache, archives.of_machine(cache.path), "nova", source, architecture, [],
                               lambda candidate, unfinished: candidate.unpack([], unfinished))
    return folder / "usr" / "lib" / "python3" / "dist-packages"


class Nova:
    def __init__(self, modules):
        self._modules = modules

    def read(self, folder):
        """As the compute does at its start."""
        return subprocess.run([sys.executable, "-c", READ, folder], capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": str(self._modules)})

    def traits(self, folder):
        """Those of the compute's own provider, and nothing else is said of any."""
        result = self.read(folder)
        assert (result.returncode, result.stderr) == (0, "")
        found = json.loads(result.stdout)
        if not found:
            return []
        assert found == {"$COMPUTE_NODE": {
            "identification": {"uuid": "$COMPUTE_NODE"}, "__source_file": FILE,
            "traits": {"additional": found["$COMPUTE_NODE"]["traits"]["additional"]}}}
        return found["$COMPUTE_NODE"]["traits"]["additional"]
