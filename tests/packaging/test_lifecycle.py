# SPDX-License-Identifier: LGPL-2.1-or-later
"""The Debian packages installed, upgraded, removed and purged, as in an image, where systemd does not run."""

import pathlib
import shutil

import pytest

import packages
from packages import NAMES

DAEMON = "ppc-compatd.service"
EXPORTERS = [f"ppc-compat-export-{engine}.service" for engine in ("nfd", "nova", "prometheus")]
HOOKS = ["/etc/drmgr.d/cpu/50-ppc-compatd", "/etc/drmgr.d/pmig/50-ppc-compatd"]
STATE = "/var/lib/ppc-compatd"
WANTED = "/etc/systemd/system/multi-user.target.wants/ppc-compatd.service"


def account(system):
    return system.run("getent", "passwd", "ppc-compatd").strip().split(":")


def groups(system):
    return system.run("id", "--groups", "--name", "ppc-compatd").split()


def remember(system, text="kept"):
    """As the daemon would."""
    system.run("sh", "-euc", f'install -d -o ppc-compatd {STATE}; echo "$1" >{STATE}/state', "remember", text)


def refuses_nothing(system):
    """Each file of the packages is as it was delivered."""
    assert system.run("dpkg", "--verify", *NAMES) == ""
    assert system.run("dpkg", "--audit") == ""


@pytest.fixture
def earlier(deb_files, tmp_path):
    """The version before, whose hook for CPUs was another."""
    return [packages.make_earlier(deb, tmp_path, {HOOKS[0].lstrip("/"): "# as it was\n"} if
                                  packages.field(deb, "Package") == "ppc-compatd" else {}) for deb in deb_files]


def test_install(system, deb_files):
    said = system.install(deb_files)
    assert "Failed" not in said and "error" not in said.lower(), said
    refuses_nothing(system)
    _, _, uid, gid, name, home, shell = account(system)
    assert 0 < int(uid) < 1000 and 0 < int(gid) < 1000 and shell.endswith("/nologin")
    assert (name, home) == ("POWER Compatibility Modes", "/")
    assert groups(system) == ["ppc-compatd", "kvm"]
    assert system.enabled(DAEMON) == "enabled"
    assert {system.enabled(unit) for unit in EXPORTERS} == {"disabled"}
    assert not system.exists(STATE), "nothing has run"
    system.run("bash", "-n", "/usr/share/bash-completion/completions/ppc-compatctl")


def test_what_is_installed_works(system, deb_files):
    system.install(deb_files)
    version = packages.field(deb_files[0], "Version").partition("-")[0]
    for program in "ppc-compatd", "ppc-compatctl":
        assert version in system.run(program, "--version")
    assert system.run("pkg-config", "--variable=bus_name", "ppc-compat1") == "org.ppc.Compat1\n"
    interface = system.run("pkg-config", "--variable=interface_xml", "ppc-compat1").strip()
    assert "org.ppc.Compat1" in system.read(interface)
    assert "org.ppc.compat1.refresh" in system.read("/usr/share/polkit-1/actions/org.ppc.compat1.policy")
    for event, hook in zip(["cpu", "pmig"], HOOKS):
        assert system.run("env", "PHASE=post", f"DRC_TYPE={event}", hook) == ""


def test_the_package_tests_itself(system, deb_files):
    """What Debian's own machines run after an installation."""
    system.install(deb_files)
    shutil.copytree(packages.SOURCE / "tests/replay/hosts", system.work / "source/tests/replay/hosts")
    shutil.copy(packages.PACKAGING / "debian/tests/replay", system.work / "source/replay")
    system.run("sh", "-euc", "cd /mnt/source; exec ./replay")


def test_units(system, deb_files):
    """Where they are installed, with what they name installed too."""
    system.install(deb_files)
    folder = str(pathlib.Path(system.run("sh", "-c", "ls /lib/systemd/system/ppc-compatd.service").strip()).parent)
    for unit in DAEMON, *EXPORTERS:
        path = f"{folder}/{unit}"
        assert system.run("sh", "-euc", 'systemd-analyze verify --man=no "$1" 2>&1', "verify", path) == ""
        system.run("systemd-analyze", "security", "--offline=true", "--threshold=12", path)


def test_upgrade(system, earlier, deb_files):
    system.install(earlier)
    assert "# as it was" in system.read(HOOKS[0])
    remember(system)
    uid = account(system)[2]
    system.run("sh", "-euc", f"echo '# changed here' >>{HOOKS[1]}")
    system.run("systemctl", "disable", DAEMON)
    system.run("systemctl", "enable", EXPORTERS[0])
    system.install(deb_files)
    assert "# as it was" not in system.read(HOOKS[0])
    assert "# changed here" in system.read(HOOKS[1]), "an administrator's change"
    assert [system.enabled(unit) for unit in (DAEMON, *EXPORTERS)] == ["disabled", "enabled", "disabled", "disabled"]
    assert account(system)[2] == uid
    assert system.read(f"{STATE}/state") == "kept\n"
    versions = system.run("dpkg-query", "--show", "--showformat=${Version} ${db:Status-Status}\n", *NAMES)
    assert set(versions.splitlines()) == {f"{packages.field(deb_files[0], 'Version')} installed"}


def test_remove_and_install_again(system, deb_files):
    system.install(deb_files)
    remember(system)
    system.apt_get("remove", *NAMES)
    assert not system.exists("/usr/sbin/ppc-compatd") and not system.exists("/usr/bin/ppc-compatctl")
    assert system.read(f"{STATE}/state") == "kept\n"
    for hook in HOOKS:
        # Left as an administrator's file; drmgr still runs it.
        assert system.run("env", "PHASE=post", "DRC_TYPE=pmig", hook) == ""
    system.install(deb_files)
    refuses_nothing(system)
    assert system.enabled(DAEMON) == "enabled"


@pytest.mark.parametrize("first", ["remove", "purge"])
def test_purge_leaves_nothing(system, deb_files, first):
    system.install(deb_files)
    remember(system)
    assert system.changes()
    system.apt_get(first, *NAMES)
    if first == "remove":
        system.run("dpkg", "--purge", *NAMES)
    assert system.changes() == []
    # As all of Debian does it: a number that was given to somebody is not given to somebody else.
    assert account(system)[0] == "ppc-compatd"


def test_packages_are_independent(system, debs):
    """The client alone, as on an administrator's own machine, has no need of the daemon nor of its user."""
    system.install([packages.find(debs, name) for name in ("ppc-compatctl", "ppc-compat-dev")])
    assert "ppc-compatd" not in system.run("getent", "passwd")
    assert not system.exists(WANTED)


def test_scripts_heed_another_root(system, debs):
    """In an image that is made from outside, nothing may happen to the system that makes it."""
    shutil.copy(packages.find(debs, "ppc-compatd"), system.work / "ppc-compatd.deb")
    system.run("mkdir", "-p", "/image/var/lib/dpkg/info", "/image/var/lib/dpkg/updates")
    system.run("touch", "/image/var/lib/dpkg/status")
    dpkg = ["dpkg", "--root=/image", "--force-script-chrootless", "--force-depends", "--no-triggers"]
    system.run(*dpkg, "--install", "/mnt/ppc-compatd.deb")
    assert "\nppc-compatd:" in "\n" + system.read("/image/etc/passwd")
    assert system.exists(f"/image{WANTED}")
    system.run("mkdir", f"/image{STATE}")
    system.run(*dpkg, "--purge", "ppc-compatd")
    assert not system.exists(f"/image{STATE}") and not system.exists(f"/image{WANTED}")
    assert {path.partition("/")[0] for path in system.changes()} == {"image"}
