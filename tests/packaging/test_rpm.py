# SPDX-License-Identifier: LGPL-2.1-or-later
"""The RPM packages, built where rpm knows nothing of Fedora or SUSE."""

import os
import re

import pytest

import packages

DEVEL = {"ppc-compat-dev": "ppc-compat-devel"}


@pytest.fixture
def run(tmp_path):
    """Debian's rpm makes itself a database at home, wherever that is."""
    return lambda *arguments: packages.run(*arguments, env={**os.environ, "HOME": str(tmp_path)})


def find(rpms, name):
    return next(path for path in rpms.glob(f"{name}-[0-9]*.rpm") if not path.name.endswith(".src.rpm"))


def test_rpmlint_finds_nothing(rpms, run):
    said = run("rpmlint", "--config", packages.PACKAGING / "rpmlint.toml", *rpms.glob("*.rpm"),
               packages.PACKAGING / "ppc-compatd.spec")
    assert " 0 errors, 0 warnings" in said, said


@pytest.mark.parametrize("name", packages.NAMES)
def test_the_same_files_as_in_debian(rpms, debs, name, run):
    listed = run("rpm", "--query", "--package", "--queryformat", "[%{FILEMODES:perms} %{FILENAMES}\n]",
                 find(rpms, DEVEL.get(name, name)))
    files = {path: mode for mode, path in (line.split(None, 1) for line in listed.splitlines()) if mode[0] != "d"}
    expected = packages.files_of(packages.find(debs, name))
    assert packages.contents(files) == packages.contents(expected)
    for path in packages.contents(files) & set(expected):
        assert files[path] == expected[path], path


def test_hooks_are_an_administrators_to_change(rpms, run):
    listed = run("rpm", "--query", "--package", "--configfiles", find(rpms, "ppc-compatd"))
    assert listed.split() == ["/etc/drmgr.d/cpu/50-ppc-compatd", "/etc/drmgr.d/pmig/50-ppc-compatd"]


def test_the_source_has_all_that_is_needed(rpms, run):
    listed = run("rpm", "--query", "--package", "--list", next(rpms.glob("*.src.rpm"))).split()
    assert [re.sub(r"-[\d.]+\.tar", ".tar", name) for name in listed] == ["ppc-compatd.tar.xz", "ppc-compatd.spec"]
