# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is kept between runs."""

import cache as caches
import command
import pytest


def mount(folder):
    folder.mkdir(parents=True)
    command.run(['mount', '-t', 'tmpfs', 'tmpfs', folder])
    return folder


def test_killed_run_has_left_mounts(tmp_path):
    """They are no part of the cache, and stand in nobody's way."""
    cache = caches.Cache(tmp_path)
    outer = mount(tmp_path / '.unfinished-roots' / 'build' / 'dev')
    mount(outer / 'shm')
    with cache.locked():
        assert sorted(path.name for path in tmp_path.iterdir()) == ['lock']


def test_what_cannot_be_unmounted_is_told(tmp_path):
    folder = mount(tmp_path / '.unfinished-roots' / 'build')
    with open(folder / 'used', 'w', encoding='ascii'), pytest.raises(command.CommandFailed, match='busy'):
        caches.remove(tmp_path / '.unfinished-roots')
    caches.remove(tmp_path / '.unfinished-roots')
    assert not folder.exists()
