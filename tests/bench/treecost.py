# SPDX-License-Identifier: LGPL-2.1-or-later
"""What it costs to pack and to parse device trees of one core to more than any machine has."""

import statistics

from modes import LOGICAL_10
from ratios import Row, milliseconds, ratio, ratio_row, verdict
from rig import Tool
from tree import Tree

CORES = (1, 8, 64, 240, 2048)
# So much more than the bare system calls may a look take.
GOALS_MSEC = {240: 1, 2048: 10}
# A core in the largest tree may cost so much more than one in a tree of 240.
LINEAR = 1.2


def make_trees(place):
    for cores in CORES:
        folder = place / f"cores-{cores}"
        folder.mkdir()
        yield Tree(folder, LOGICAL_10, cores).directory


class Looks:
    """Nanoseconds by the number of cores: of packing and parsing, of parsing, of the bare system calls."""

    def __init__(self, tool, place, rounds):
        program = Tool(tool, *make_trees(place))
        self.whole, self.parsing, self.bare = ({cores: [] for cores in CORES} for _ in range(3))
        for _ in range(rounds):
            program.write()
            for cores in CORES:
                packed, parsed, bare = program.read()
                self.whole[cores].append(packed + parsed)
                self.parsing[cores].append(parsed)
                self.bare[cores].append(bare)
        program.close()


def per_core(times, cores):
    return [time / cores for time in times[cores]]


def beyond_bare(looks, cores):
    """How much longer a look takes than its bare system calls, in the middle turn and in eight of ten."""
    each = sorted((whole - bare) / 1e6 for whole, bare in zip(looks.whole[cores], looks.bare[cores]))
    tenth = len(each) // 10
    middle, goal = statistics.median(each), GOALS_MSEC[cores]
    return Row(f"a look at {cores} cores, in ms beyond its bare system calls ({milliseconds(looks.bare[cores])})",
               f"{middle:.2f}", spread=f"{each[tenth]:.2f} to {each[-1 - tenth]:.2f}", goal=f"at most {goal} ms",
               verdict=verdict(middle <= goal))


def look_rows(tool, place, rounds):
    looks = Looks(tool, place, rounds)
    largest, large = CORES[-1], CORES[-2]
    for cores in CORES:
        yield ratio_row(f"a look at {cores} cores ({milliseconds(looks.whole[cores])}, of them parsing "
                        f"{milliseconds(looks.parsing[cores])}) : at 1", ratio(looks.whole[cores], looks.whole[1]))
    for cores in GOALS_MSEC:
        yield beyond_bare(looks, cores)
    yield ratio_row(f"a core of {largest} : one of {large}",
                    ratio(per_core(looks.whole, largest), per_core(looks.whole, large)), LINEAR)
    yield ratio_row(f"a core of {largest} : one of {large}, by the bare system calls",
                    ratio(per_core(looks.bare, largest), per_core(looks.bare, large)))
