# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where a daemon runs as another user: whom it runs as, and a folder that this user can get into."""

import contextlib
import getpass
import os
import shutil
import tempfile
from pathlib import Path

IS_ROOT = os.geteuid() == 0
# One that every system has, and that owns nothing else on a bus.
SERVICE_USER = "daemon" if IS_ROOT else getpass.getuser()


@contextlib.contextmanager
def new_place():
    """Unlike the folders of pytest, one that other users can get into."""
    with tempfile.TemporaryDirectory(prefix="ppc-compatd-") as name:
        place = Path(name)
        place.chmod(0o755)
        yield place


def copy_program(program, place):
    """Into a place, where others can run it."""
    copy = Path(shutil.copy(program, place))
    copy.chmod(0o755)
    return copy
