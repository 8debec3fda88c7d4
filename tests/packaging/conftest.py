# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fixtures: the packages, each kind built once, and a system for each test."""

import os

import pytest

import packages
import system as systems


@pytest.fixture(scope="session", autouse=True)
def as_root():
    assert os.geteuid() == 0, "only root can make a system to install in"


@pytest.fixture(scope="session")
def debs(tmp_path_factory):
    """The folder with all that dpkg-buildpackage makes."""
    folder = tmp_path_factory.mktemp("debs")
    packages.run(packages.PACKAGING / "build-deb", folder)
    return folder


@pytest.fixture(scope="session")
def deb_files(debs):
    return [packages.find(debs, name) for name in packages.NAMES]


@pytest.fixture(scope="session")
def rpms(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rpms")
    packages.run(packages.PACKAGING / "build-rpm", folder)
    return folder


@pytest.fixture(scope="session")
def base():
    return systems.find_base()


@pytest.fixture
def system(base, tmp_path):
    return systems.System(base, tmp_path / "system")
