# SPDX-License-Identifier: LGPL-2.1-or-later
"""The Debian packages and their source, before they are installed."""

import os
import re
import shutil

import packages

VERSION = re.search(r"version: '(.+)'", (packages.SOURCE / "meson.build").read_text())[1]


# What one Debian's lintian asks for is unknown to another's, or the project has no answer yet.
NOT_ASKED = [
    # Without systemd there is nothing that confines the daemon or keeps its state.
    "package-supports-alternative-init-but-no-init.d-script",
    # It has no page on the web, nor a person who keeps it in Debian.
    "appstream-metadata-validation-failed", "no-human-maintainers", "upstream-metadata-file-is-missing",
    # What Debian 12 wants written, later ones take for granted.
    "out-of-date-standards-version", "package-uses-old-debhelper-compat-version", "redundant-priority-optional-field",
    "redundant-rules-requires-root-no-field",
]


def test_lintian_finds_nothing(debs):
    # Not even what is for information only.
    said = packages.run("lintian", "--allow-root", "--pedantic", "--display-info", "--fail-on", "none",
                        *debs.glob("*.changes"))
    tags = {line: re.match("[A-Z]: [^:]+: ([a-z.-]+)", line) for line in said.splitlines()}
    assert [line for line, tag in tags.items() if not tag or tag[1] not in NOT_ASKED] == []


def test_versions_agree(debs, deb_files):
    assert {packages.field(deb, "Version").partition("-")[0] for deb in deb_files} == {VERSION}
    spec = (packages.PACKAGING / "ppc-compatd.spec").read_text()
    assert re.search(r"^Version: +(\S+)$", spec, re.MULTILINE)[1] == VERSION
    news = re.search(r"^## (\S+)$", (packages.SOURCE / "NEWS.md").read_text(), re.MULTILINE)[1]
    assert news == VERSION


def test_each_file_is_in_one_package(deb_files):
    owners = {}
    for deb in deb_files:
        for path in packages.files_of(deb):
            assert path not in owners, f"{path} of {deb.name} is in {owners[path]}, too"
            owners[path] = deb.name


def test_what_is_where(debs):
    def has(name, *paths):
        files = {path.removeprefix("/usr") for path in packages.files_of(packages.find(debs, name))}
        assert not [path for path in paths if path not in files], name

    has("ppc-compatd", "/sbin/ppc-compatd", "/lib/systemd/system/ppc-compatd.service",
        "/lib/sysusers.d/ppc-compatd.conf", "/lib/udev/rules.d/60-ppc-compatd.rules",
        "/lib/systemd/catalog/ppc-compatd.catalog", "/share/dbus-1/system.d/org.ppc.Compat1.conf",
        "/share/dbus-1/system-services/org.ppc.Compat1.service", "/share/polkit-1/actions/org.ppc.compat1.policy",
        "/etc/drmgr.d/cpu/50-ppc-compatd", "/etc/drmgr.d/pmig/50-ppc-compatd", "/share/man/man8/ppc-compatd.8.gz",
        "/share/man/man5/org.ppc.Compat1.5.gz")
    has("ppc-compatctl", "/bin/ppc-compatctl", "/sbin/ppc-compat-hook", "/libexec/ppc-compatd/ppc-compat-judge",
        "/share/man/man8/ppc-compat-hook.8.gz",
        "/share/bash-completion/completions/ppc-compatctl",
        "/lib/systemd/system/ppc-compat-export-nfd.service",
        "/lib/systemd/system/ppc-compat-export-nova.service",
        "/lib/systemd/system/ppc-compat-export-prometheus.service",
        "/share/ppc-compatd/fleet/ppc-compat.rules.yml", "/share/ppc-compatd/fleet/sos/ppc_compat.py",
        "/share/man/man1/ppc-compatctl.1.gz")
    has("ppc-compat-dev", "/include/ppc-compat1.h", "/share/dbus-1/interfaces/org.ppc.Compat1.xml",
        "/share/pkgconfig/ppc-compat1.pc", "/share/doc/ppc-compat-dev/examples/agent.py")
    has("cockpit-ppc-compat", "/share/cockpit/ppc-compat/manifest.json", "/share/cockpit/ppc-compat/po.de.js",
        "/share/metainfo/org.ppc.compat1.cockpit.metainfo.xml")


def test_drmgr_runs_its_hooks(debs):
    files = packages.files_of(packages.find(debs, "ppc-compatd"))
    assert {mode for path, mode in files.items() if "drmgr.d" in path} == {"-rwxr-xr-x"}


def test_the_source_gives_the_same_packages_again(debs, deb_files, tmp_path):
    """Twice in a row, in another folder, time zone and umask, and without tests; and it is clean afterwards."""
    for name in "*.dsc", "*.tar.xz":
        shutil.copy(next(debs.glob(name)), tmp_path)
    for file in debs.glob("*.tar.xz"):
        shutil.copy(file, tmp_path)
    for folder in "source", "before":
        packages.run("dpkg-source", "--extract", next(tmp_path.glob("*.dsc")), tmp_path / folder)
    environment = {**os.environ, "TZ": "Pacific/Auckland", "DEB_BUILD_OPTIONS": "nocheck",
                   "DEB_BUILD_PROFILES": "nocheck"}
    for _ in range(2):
        packages.run("dpkg-buildpackage", "--build=binary", "--no-sign", cwd=tmp_path / "source", env=environment,
                     umask=0o002)
        for deb in deb_files:
            assert (tmp_path / deb.name).read_bytes() == deb.read_bytes(), deb.name
    packages.run("dh", "clean", cwd=tmp_path / "source")
    packages.run("diff", "--recursive", tmp_path / "before", tmp_path / "source")
