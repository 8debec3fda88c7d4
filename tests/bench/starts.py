# SPDX-License-Identifier: LGPL-2.1-or-later
"""How long it takes a service from its exec to owning its name."""

from ratios import ratio, ratio_row
from rig import OURS, THEIRS


def start_row(rig, rounds):
    rig.stop()
    took = {OURS: [], THEIRS: []}
    for _ in range(rounds):
        for name, times in took.items():
            times.append(rig.start_once(name))
    return ratio_row("exec to name owned : hostnamed's", ratio(took[OURS], took[THEIRS]), 1.0)
