# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is released of a commit: the same for everyone who makes it, and whole."""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import packages
import pytest

# Those that need no root, no network and no other machine. HACKING names them.
FAST = ["unit", "guest", "replay", "house"]
NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


# What reuse itself is told by, and does not list.
OF_REUSE = {".reuse/dep5", "LICENSE", "LICENSES/CC0-1.0.txt", "LICENSES/LGPL-2.1-or-later.txt"}


def clone(folder):
    packages.run("git", "clone", "--depth=1", f"file://{packages.SOURCE}", folder)
    return folder


def files_of(tree):
    return {str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file()}


@pytest.fixture(scope="module", autouse=True)
def with_git():
    if not (packages.SOURCE / ".git").exists():
        pytest.skip("this is a release, and no clone that one can be made of")


@pytest.fixture(scope="module")
def clean_clone(tmp_path_factory):
    return clone(tmp_path_factory.mktemp("clone") / "clone")


@pytest.fixture(scope="module")
def release(clean_clone, tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    packages.run(clean_clone / "packaging/make-release", folder)
    return folder


@pytest.fixture(scope="module")
def archive(release):
    return next(release.glob("*.tar.xz"))


@pytest.fixture(scope="module")
def tree(archive, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    packages.run("tar", "--extract", f"--file={archive}", f"--directory={folder}")
    return folder / archive.name.removesuffix(".tar.xz")


def test_the_same_by_anybody(release):
    """Another folder, user, umask, time zone and language."""
    with tempfile.TemporaryDirectory() as name:
        place = pathlib.Path(name)
        clone(place / "elsewhere")
        packages.run("chown", "--recursive", "nobody", place)
        environment = {**os.environ, "HOME": name, "TMPDIR": name, "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8"}
        packages.run(*NOBODY, place / "elsewhere/packaging/make-release", place / "out", env=environment, umask=0o077)
        made = {file.name: file.read_bytes() for file in (place / "out").iterdir()}
    assert made == {file.name: file.read_bytes() for file in release.iterdir()}


def test_all_of_the_commit_and_nothing_else(tree):
    listed = packages.run("git", "-C", packages.SOURCE, "ls-tree", "-r", "--name-only", "-z", "HEAD")
    assert files_of(tree) == set(listed.split("\0")[:-1])


def test_bill_of_materials(release, archive, tree):
    """Each file with its sum, its licence and its copyright."""
    text = next(release.glob("*.spdx")).read_text()
    assert f"-{hashlib.sha256(archive.read_bytes()).hexdigest()}\n" in text
    blocks = re.findall(r"^FileName: \./(.+)\n(?:.+\n)*?FileChecksum: SHA1: (\w+)\n((?:.+\n)+)", text, re.MULTILINE)
    for name, told, rest in blocks:
        assert hashlib.sha1((tree / name).read_bytes()).hexdigest() == told, name
        assert "LicenseInfoInFile: " in rest and "2026 the authors of ppc-compatd" in rest, name
    assert files_of(tree) - {name for name, *_ in blocks} == OF_REUSE


def test_it_builds_and_tests_itself(tree, record_property):
    build = tree / "build"
    # Not optimized, since only what it does counts here.
    packages.run("meson", "setup", build, tree, "-Dwerror=true", "-Doptimization=0")
    packages.run("meson", "compile", "-C", build)
    suites = [f"--suite={suite}" for suite in FAST]
    said = subprocess.run(["meson", "test", "-C", build, "--no-rebuild", *suites], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout
    record_property("figures", " ".join(re.search(r"Ok: +\d+", said.stdout)[0].split()))
    packages.run("meson", "install", "-C", build, "--no-rebuild", env={**os.environ, "DESTDIR": tree.parent / "installed"})
    shutil.rmtree(build)


def test_the_packages_archive_has_the_same(tree, clean_clone):
    """The other archive is of a working tree, and here that is as clean."""
    made = packages.run(clean_clone / "packaging/make-tarball", tree.parent).strip()
    packages.run("tar", "--extract", f"--file={made}", f"--directory={tree.parent}", "--transform=s,^[^/]*,packaged,")
    packages.run("diff", "--recursive", tree, tree.parent / "packaged")
