# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rules of the house that a machine can see: who may include whom, license heads, format, length, shell scripts."""
import ast
import collections
import pathlib
import re
import statistics
import subprocess

import pytest

from tree import ROOT, tracked

PUBLIC = {"ppc-compat1.h", "macros.h", "kvm-compat.h"}
SHARED = {"replacefile.h", "macros.h"}
CONFIG = {"config.h"}


def headers(folder):
    return {path.name for path in (ROOT / folder).glob("*.h")}


CORE = headers("daemon/core")
PROBE = headers("daemon/probe")
MANAGER_USES = {"input.h", "kvm.h", "journal.h", "asking.h", "ledger.h", "burst.h", "clock.h", "retry.h",
                "shortage.h", "sight.h"}

# What a file may include of the project; what is not listed may include all of daemon/.
ALLOWED = [
    ("include/*", {"kvm-compat.h"} | SHARED),
    ("daemon/core/*", CORE | PUBLIC),
    ("daemon/probe/*", CORE | PROBE | PUBLIC | SHARED),
    ("daemon/uevents.*", {"uevents.h"} | PUBLIC),
    ("daemon/asking.*", {"asking.h", "input.h", "kvmquery.h"} | PUBLIC),
    ("daemon/clock.h", set()),
    ("daemon/burst.*", {"burst.h"} | CORE),
    ("daemon/retry.*", {"retry.h", "clock.h"}),
    ("daemon/shortage.*", {"shortage.h", "journal.h"}),
    ("daemon/sight.*", {"sight.h", "input.h"} | CORE | PUBLIC),
    ("daemon/journal.*", {"journal.h"} | CORE | PUBLIC),
    ("daemon/statefile.*", {"statefile.h"} | CORE | PUBLIC | SHARED),
    ("daemon/ledger.*", {"ledger.h", "statefile.h", "journal.h", "shortage.h"} | CORE | PUBLIC | SHARED),
    ("daemon/properties.*", {"properties.h"} | CORE | PUBLIC | CONFIG),
    ("daemon/manager.*", {"manager.h"} | CORE | MANAGER_USES | PUBLIC),
    ("daemon/bus.*", {"bus.h", "object.h", "manager.h", "journal.h", "properties.h", "shortage.h",
                       "clock.h"} | CORE | PUBLIC),
    ("daemon/object.*", {"object.h", "manager.h", "journal.h", "properties.h", "waiters.h"} | CORE | PUBLIC),
    ("daemon/waiters.*", {"waiters.h", "manager.h", "journal.h", "permission.h"} | CORE | PUBLIC),
    ("daemon/permission.*", {"permission.h", "caller.h", "polkit.h"} | PUBLIC),
    ("daemon/caller.*", {"caller.h"} | PUBLIC),
    ("daemon/polkit.*", {"polkit.h"} | PUBLIC),
    ("daemon/options.*", {"options.h"} | CONFIG | PUBLIC),
    ("client/*", headers("client") | headers("client/verbs") | headers("client/base") | {"macros.h"}),
]

# The rooms of the client, each with those that it may include besides itself. Include paths keep the same.
ROOMS = {
    "base": (),
    "bus": ("base",),
    "text": ("base",),
    "export": ("base",),
    "guest": ("base",),
    "hook": ("base", "bus", "guest"),
    "verbs": ("base", "bus", "text", "export", "guest"),
}
ALLOWED += [
    (f"client/{room}/*", (SHARED | {"ppc-compat1.h"}).union(*(headers(f"client/{name}") for name in (room, *below))))
    for room, below in ROOMS.items()
]

# Who returns what went wrong does not print it as well.
SILENT = ["client/bus/*", "client/guest/*", "daemon/core/*", "daemon/probe/*"]
PRINTS = r"\b(v?f?printf|f?puts|f?putchar|putc|fputc|perror|complain\w*)\("

# Libraries that a layer has to do without.
FORBIDDEN = [
    ("daemon/core/*", r"systemd/|libfdt|stdio|stdlib|unistd|time\.h"),
    ("daemon/probe/*", r"systemd/"),
    ("daemon/*.[ch]", r"libfdt|json"),
    ("client/**/*", r"libfdt"),
    ("client/base/*", r"systemd/|libxml|libvirt"),
    ("client/text/*", r"systemd/|libxml|libvirt"),
    ("client/export/*", r"systemd/|libxml|libvirt"),
    ("client/guest/*", r"systemd/|json|libvirt"),
    ("client/bus/*", r"libxml|libvirt"),
    ("client/hook/*", r"json|libvirt"),
]


def includes(name, quote):
    return re.findall(rf'^\s*#\s*include\s+[{quote}]([^">]+)', (ROOT / name).read_text(), re.MULTILINE)


@pytest.mark.parametrize("pattern, allowed", ALLOWED, ids=[pattern for pattern, _ in ALLOWED])
def test_who_includes_whom(pattern, allowed):
    for path in sorted(ROOT.glob(pattern)):
        if path.suffix in (".c", ".h"):
            foreign = set(includes(path, '"')) - allowed
            assert not foreign, f"{path.name} includes {foreign}"


def included_folders():
    """(folder, folder whose headers it includes) of all of daemon/ and client/; include/ is for all."""
    for side in ("daemon", "client"):
        files = [pathlib.Path(name) for name in tracked(f"{side}/*.c", f"{side}/*.h")]
        homes = {path.name: path.parent for path in files if path.suffix == ".h"}
        for path in files:
            for header in includes(path, '"'):
                if homes.get(header, path.parent) != path.parent:
                    yield str(path.parent), str(homes[header])


def test_picture_of_who_includes_whom():
    picture = (ROOT / "doc/pictures/includes.svg").read_text()
    arrows = re.findall(r'data-from="([^"]+)" data-to="([^"]+)"', picture)
    assert sorted(arrows) == sorted(set(included_folders()))


@pytest.mark.parametrize("pattern, forbidden", FORBIDDEN, ids=[pattern for pattern, _ in FORBIDDEN])
def test_libraries(pattern, forbidden):
    for path in sorted(ROOT.glob(pattern)):
        if path.suffix in (".c", ".h"):
            used = [header for header in includes(path, "<") if re.match(forbidden, header)]
            assert not used, f"{path.name} includes {used}"


@pytest.mark.parametrize("pattern", SILENT)
def test_who_prints(pattern):
    for path in sorted(ROOT.glob(pattern)):
        if path.suffix == ".c":
            lines = [line.strip() for line in path.read_text().splitlines() if re.search(PRINTS, line)]
            assert not lines, f"{path.name} prints: {lines}"


def test_each_file_has_its_room():
    names = [pathlib.Path(name) for name in tracked("client/*.c", "client/*.h")]
    assert {path.parts[1] for path in names if len(path.parts) > 2} <= ROOMS.keys()
    # An include path finds the first of a name, in whichever folder.
    doubles = [name for name, count in collections.Counter(path.name for path in names).items()
               if count > 1 and name != "main.c"]
    assert not doubles


def c_functions(text):
    """Name and length of each; clang-format puts the braces where this finds them."""
    start = None
    for number, line in enumerate(text.splitlines()):
        if start is None and line.endswith(") {"):
            start = number
        elif line == "}" and start is not None:
            yield text.splitlines()[start].strip(), number - start + 1
            start = None


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            yield node.name, node.end_lineno - node.lineno + 1


LINES_OF_A_FILE, LINES_OF_A_FUNCTION, LINES_OF_HALF_THE_CLIENT = 300, 60, 10


def test_length():
    long = []
    for name in tracked("*.c", "*.h", "*.py", "*.js"):
        text = (ROOT / name).read_text()
        functions = {".c": c_functions, ".h": c_functions, ".py": python_functions}.get(pathlib.Path(name).suffix)
        if len(text.splitlines()) > LINES_OF_A_FILE:
            long.append(name)
        long += [f"{name}: {function}" for function, lines in (functions(text) if functions else ())
                 if lines > LINES_OF_A_FUNCTION]
    assert not long


def test_functions_of_the_client():
    lengths = [lines for name in tracked("client/*.c") for _, lines in c_functions((ROOT / name).read_text())]
    assert statistics.median(lengths) <= LINES_OF_HALF_THE_CLIENT


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
