# SPDX-License-Identifier: LGPL-2.1-or-later
"""The spec file with what Fedora, RHEL and SUSE define for it, as they build a package of its source."""

import os
import pathlib
import re

import packages
import pytest

MACROS = pathlib.Path(__file__).resolve().parent / "macros"
SPEC = packages.PACKAGING / "ppc-compatd.spec"
FEDORA = ["--load", MACROS / "fedora"]
# Fedora has one folder for programs since 42.
KINDS = {
    "fedora": [*FEDORA, "--define", "fedora 42", "--define", "_sbindir %{_bindir}"],
    "rhel": [*FEDORA, "--define", "rhel 9"],
    "suse": ["--load", MACROS / "suse"],
}
# Debian's rpm names sh as the interpreter of this, which is a script for bash.
OF_DEBIAN = ["--define", "__brp_compress bash %{_rpmconfigdir}/brp-compress %{_prefix}"]
DIRECTIVES = {"config", "dir", "doc", "files", "license", "package", "description", "changelog", "prep", "build",
              "install", "check", "pre", "post", "preun", "postun"}
EXPORTERS = [f"ppc-compat-export-{engine}.service" for engine in ("nfd", "nova", "prometheus")]
UNITS = {"ppc-compatd": ["ppc-compatd.service"], "ppc-compatctl": EXPORTERS}

every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def run(tmp_path):
    """Debian's rpm makes itself a database at home, wherever that is."""
    return lambda *arguments: packages.run(*arguments, env={**os.environ, "HOME": str(tmp_path)})


@every_kind
def test_no_macro_is_left(kind, run):
    parsed = run("sh", "-c", '"$@" 2>&1', "rpmspec", "rpmspec", *KINDS[kind], "--parse", SPEC)
    assert not re.findall(r"%[{(?!].*|(?:warning|error):.*", parsed)
    assert {word for word in re.findall(r"%(\w+)", parsed)} <= DIRECTIVES


@every_kind
def test_units(kind, run):
    """They are in each of a package's scripts."""
    sections = re.split(r"^%(?=[a-z])", run("rpmspec", *KINDS[kind], "--parse", SPEC), flags=re.MULTILINE)
    for name, units in UNITS.items():
        for when in ["post", "preun", "postun"] + ["pre"] * (kind == "suse"):
            wanted = re.compile(f"{when}{'' if name == 'ppc-compatd' else f' -n {name}'}( -f .*)?\n")
            script, = (section for section in sections if wanted.match(section))
            assert set(units) <= set(script.split()), (when, script)


def test_user_on_rhel(run):
    """Before the files are there, and so it is said once more."""
    parsed = run("rpmspec", *KINDS["rhel"], "--parse", SPEC)
    said = re.search(r"^%pre\nsystemd-sysusers --replace=/usr/lib/sysusers.d/ppc-compatd.conf - <<EOF.*\n((?:.*\n)*?)EOF\n",
                     parsed, re.MULTILINE)[1]
    file = (packages.SOURCE / "units/ppc-compatd.sysusers.conf.in").read_text().replace("@user@", "ppc-compatd")
    assert said.splitlines() == [line for line in file.splitlines() if line[0] != "#"]


# Those of RHEL are as those of Fedora before 42.
@pytest.fixture(scope="module", params=["fedora", "suse"])
def built(request, rpms, tmp_path_factory):
    """Of the source package, as a distribution would; what it does is tested elsewhere."""
    folder = tmp_path_factory.mktemp(request.param)
    packages.run("rpmbuild", *KINDS[request.param], *OF_DEBIAN, "--define", f"_topdir {folder}", "--define",
                 f"_dbpath {folder}/rpmdb", "--define", "without_tests -Dtests=false", "--nodeps", "--nocheck", "--rebuild",
                 next(rpms.glob("*.src.rpm")), env={**os.environ, "HOME": str(folder)})
    return request.param, {path.name.rsplit("-", 2)[0]: path for path in folder.glob("RPMS/*/*.rpm")}


def test_what_is_built(built, debs, run):
    """All files where Debian has them, but for the folder of programs; and rpmlint has nothing to say."""
    kind, found = built
    names = {"ppc-compat-devel" if name == "ppc-compat-dev" else name: name for name in packages.NAMES}
    assert names.keys() <= found.keys()
    for name, of_debian in names.items():
        listed = run("rpm", "--query", "--package", "--queryformat", "[%{FILEMODES:perms} %{FILENAMES}\n]", found[name])
        files = {path for mode, path in (line.split(None, 1) for line in listed.splitlines()) if mode[0] != "d"}
        expected = packages.contents(packages.files_of(packages.find(debs, of_debian)))
        if kind == "fedora":
            expected = {path.replace("/usr/sbin/", "/usr/bin/") for path in expected}
        assert packages.contents(files) == expected
    said = run("rpmlint", "--config", packages.PACKAGING / "rpmlint.toml", *(found[name] for name in names))
    assert " 0 errors, 0 warnings" in said, said


def test_user(built, run):
    """Fedora's rpm reads the file of systemd-sysusers by itself."""
    kind, found = built
    before = run("rpm", "--query", "--package", "--queryformat", "%{PREIN}", found["ppc-compatd"])
    assert ('u ppc-compatd - "POWER Compatibility Modes"' in before) == (kind != "fedora")
