# SPDX-License-Identifier: LGPL-2.1-or-later
"""How busy the machine was with other work: what has to end in time may take so much longer."""

from pathlib import Path

PRESSURE = Path("/proc/pressure/cpu")


def stalled():
    """So many seconds up to now somebody who could run had to wait for a processor; always 0 on kernels without PSI."""
    try:
        some = PRESSURE.read_text().splitlines()[0]
    except OSError:
        return 0.0
    return int(some.rpartition("total=")[2]) / 1e6
