# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rules of the house that a machine can see: who may include whom, license heads, format, shell scripts."""
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]

PUBLIC = {"ppc-compat1.h", "macros.h", "kvm-compat.h"}
SHARED = {"replacefile.h", "macros.h"}
CONFIG = {"config.h"}


def headers(folder):
    return {path.name for path in (ROOT / folder).glob("*.h")}


CORE = headers("daemon/core")
PROBE = headers("daemon/probe")
MANAGER_USES = {"source.h", "kvm.h", "journal.h", "inquiry.h", "ledger.h", "burst.h", "clock.h", "retry.h",
                "shortage.h", "sight.h"}

# What a file may include of the project; what is not listed may include all of daemon/.
ALLOWED = [
    ("include/*", {"kvm-compat.h"} | SHARED),
    ("daemon/core/*", CORE | PUBLIC),
    ("daemon/probe/*", CORE | PROBE | PUBLIC | SHARED),
    ("daemon/watch.*", {"watch.h"} | PUBLIC),
    ("daemon/inquiry.*", {"inquiry.h", "source.h"} | PUBLIC),
    ("daemon/clock.h", set()),
    ("daemon/burst.*", {"burst.h"} | CORE),
    ("daemon/retry.*", {"retry.h", "clock.h"}),
    ("daemon/shortage.*", {"shortage.h", "journal.h"}),
    ("daemon/sight.*", {"sight.h", "source.h"} | CORE | PUBLIC),
    ("daemon/journal.*", {"journal.h"} | CORE | PUBLIC),
    ("daemon/store.*", {"store.h"} | CORE | PUBLIC | SHARED),
    ("daemon/ledger.*", {"ledger.h", "store.h", "journal.h", "shortage.h"} | CORE | PUBLIC | SHARED),
    ("daemon/properties.*", {"properties.h"} | CORE | PUBLIC | CONFIG),
    ("daemon/manager.*", {"manager.h"} | CORE | MANAGER_USES | PUBLIC),
    ("daemon/bus.*", {"bus.h", "interface.h", "manager.h", "journal.h", "properties.h", "shortage.h",
                       "clock.h"} | CORE | PUBLIC),
    ("daemon/interface.*", {"interface.h", "manager.h", "journal.h", "properties.h", "refresh.h"} | CORE | PUBLIC),
    ("daemon/refresh.*", {"refresh.h", "manager.h", "journal.h", "polkit.h"} | CORE | PUBLIC),
    ("daemon/polkit.*", {"polkit.h"} | PUBLIC),
    ("daemon/options.*", {"options.h"} | CONFIG | PUBLIC),
    ("client/*", headers("client") | {"ppc-compat1.h", "macros.h"} | CONFIG),
]

# Libraries that a layer has to do without.
FORBIDDEN = [
    ("daemon/core/*", r"systemd/|libfdt|stdio|stdlib|unistd|time\.h"),
    ("daemon/probe/*", r"systemd/"),
    ("daemon/*.[ch]", r"libfdt|json"),
    ("client/*", r"libfdt"),
]


def tracked(*patterns):
    names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
                           cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted(name for name in names.split("\0") if name and (ROOT / name).is_file())


def includes(name, quote):
    return re.findall(rf'^\s*#\s*include\s+[{quote}]([^">]+)', (ROOT / name).read_text(), re.MULTILINE)


@pytest.mark.parametrize("pattern, allowed", ALLOWED, ids=[pattern for pattern, _ in ALLOWED])
def test_who_includes_whom(pattern, allowed):
    for path in sorted(ROOT.glob(pattern)):
        if path.suffix in (".c", ".h"):
            foreign = set(includes(path, '"')) - allowed
            assert not foreign, f"{path.name} includes {foreign}"


@pytest.mark.parametrize("pattern, forbidden", FORBIDDEN, ids=[pattern for pattern, _ in FORBIDDEN])
def test_libraries(pattern, forbidden):
    for path in sorted(ROOT.glob(pattern)):
        if path.suffix in (".c", ".h"):
            used = [header for header in includes(path, "<") if re.match(forbidden, header)]
            assert not used, f"{path.name} includes {used}"


def test_license_heads():
    files = tracked("*.c", "*.h", "*.py", "*.sh", "*.build", "*.xml", "*.in", "*.js", "*.css", "*.html", "tools/*")
    assert files
    without = [name for name in files if "SPDX-License-Identifier" not in (ROOT / name).read_text()[:600]]
    assert not without


def test_format():
    files = tracked("*.c", "*.h")
    result = subprocess.run(["clang-format", "--dry-run", "-Werror", *files], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_shell_scripts():
    scripts = [name for name in tracked() if re.match(r"#!\s*(/usr)?/bin/(ba)?sh|#!/usr/bin/env (ba)?sh",
                                                        (ROOT / name).read_bytes()[:40].decode("utf-8", "replace"))]
    assert scripts
    result = subprocess.run(["shellcheck", "--external-sources", *scripts], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
