# SPDX-License-Identifier: LGPL-2.1-or-later
"""The file of traits, by Nova's own reader."""

import pathlib
import re

import pytest

from novareader import FILE, Nova, find_modules

README = pathlib.Path(__file__).resolve().parents[2] / "fleet" / "README.md"


@pytest.fixture(scope="module")
def nova():
    return Nova(find_modules())


def traits_of(*modes):
    return [f"CUSTOM_PPC64_COMPAT_{mode.upper()}" for mode in modes]


def test_a_host(host, nova):
    """While the file is kept, so that no other file in the folder may disturb."""
    host.daemon.start("linux-7.3-papr-power11-moved-to-power10")
    host.start_export("nova", FILE)
    assert nova.traits(host.folder) == traits_of("power10", "power9")
    assert traits_of("power10")[0] in README.read_text()


@pytest.mark.parametrize("capture", ["powermac-g4", "opal-8247-22l-power8", "kvm-guest-raw", "lpar-9105-22a-power11"])
def test_other_hosts(host, nova, capture):
    host.daemon.start(capture)
    host.ctl.succeed("export", "nova", f"--output={host.folder / FILE}")
    assert nova.traits(host.folder) == traits_of(*host.ctl.run("modes").stdout.split())


@pytest.mark.parametrize("capture", [None, "../rules/denied", "../rules/timeout"])
def test_what_nobody_can_tell_has_no_trait(host, nova, capture):
    if capture:
        host.daemon.start(capture)
    host.ctl.succeed("export", "nova", f"--output={host.folder / FILE}")
    assert nova.traits(host.folder) == []


def test_names_that_a_broken_daemon_gives(host, nova, fake):
    """Nova does not start with a file that it refuses."""
    longest = "x" * (255 - len("CUSTOM_PPC64_COMPAT_"))
    fake.set(CompatModes=["power10", longest, longest + "x", "a-b", "a\n- b", "", "POWER9", "power10"],
             RecommendedMode="power10", HostMode="power10")
    host.ctl.succeed("export", "nova", f"--output={host.folder / FILE}")
    assert sorted(nova.traits(host.folder)) == sorted(traits_of("power10", longest))


@pytest.mark.parametrize("old, new", [
    ("'1.0'", "'2.0'"), ("'1.0'", "1.0"), ("meta:", "mega:"), ("CUSTOM_PPC64_COMPAT_POWER10", "PPC64_POWER10"),
    ("POWER10", "power10"), ("POWER10", "X" * 255), ("$COMPUTE_NODE", "COMPUTE_NODE"), ("uuid:", "id:"), ("        -", "\t-"),
], ids=str)
def test_nova_refuses_a_broken_one(host, nova, old, new):
    host.daemon.start("lpar-9105-22a-power11")
    path = host.folder / FILE
    text = host.ctl.succeed("export", "nova")
    assert old in text
    path.write_text(text.replace(old, new))
    result = nova.read(host.folder)
    assert result.returncode == 1 and re.search("^refused: ", result.stderr, re.MULTILINE), result.stderr


def test_nova_refuses_two_files_of_one_provider(host, nova):
    """As README says."""
    host.daemon.start("lpar-9105-22a-power11")
    for name in (FILE, "other.yaml"):
        host.ctl.succeed("export", "nova", f"--output={host.folder / name}")
    result = nova.read(host.folder)
    assert result.returncode == 1 and "multiple definitions" in result.stderr
