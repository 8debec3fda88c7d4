# SPDX-License-Identifier: LGPL-2.1-or-later
"""Memory that is gone: the guest starts, or is refused with the whole line."""

import errno

import pytest

from faults import FOR_EVER, Faults
from guestfiles import mode
from hook import guest

DOOMED = guest(mode("power11"))


@pytest.mark.parametrize("times", [1, FOR_EVER], ids=["once", "for-ever"])
def test_each_allocation(request, hook, daemon, tmp_path, times):
    faults = Faults(request.config.getoption("--faults"), tmp_path)
    line = hook.refuses(DOOMED)
    refused = started = 0
    for number in range(1, 1000):
        faults.clear()
        faults.arm("allocate", number, errno.ENOMEM, times)
        result = hook.run(DOOMED, LD_PRELOAD=faults.library, **faults.environment)
        if not faults.has_struck("allocate"):
            break
        if result.status == 0:
            assert result.stderr == b"" and len(result.records) == 1, number
            started += 1
        else:
            assert result.status == 1 and result.stderr.decode().startswith(line[:20]), number
            refused += 1
    assert started > 50, (started, refused)
