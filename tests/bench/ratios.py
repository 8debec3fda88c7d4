# SPDX-License-Identifier: LGPL-2.1-or-later
"""Ratios of what was measured side by side, and the table of them."""

import statistics
from dataclasses import dataclass, replace


class Unmeasured(Exception):
    """The text says why there is no figure."""


@dataclass(frozen=True)
class Row:
    what: str
    figure: str
    spread: str = ""
    whole: str = ""
    goal: str = ""
    verdict: str = ""

    def cells(self):
        return self.what, self.figure, self.spread, self.whole, self.goal, self.verdict


@dataclass(frozen=True)
class Ratio:
    """Of two lists of times taken in turns: the middle turn, eight of ten of them, and the sums of both."""

    middle: float
    low: float
    high: float
    whole: float


HEAD = Row("", "ratio", "8 of 10 turns", "whole run", "goal")


def ratio(ours, others):
    each = sorted(our / other for our, other in zip(ours, others))
    tenth = len(each) // 10
    return Ratio(statistics.median(each), each[tenth], each[-1 - tenth], sum(ours) / sum(others))


def verdict(is_met):
    return "met" if is_met else "**missed**"


def row(what, figure, limit=None):
    """With a limit there is a goal."""
    figure = round(figure, 2)
    if limit is None:
        return Row(what, f"{figure:.2f}")
    # What is printed is what is judged.
    return Row(what, f"{figure:.2f}", goal=f"at most {limit:.2f}", verdict=verdict(figure <= limit))


def ratio_row(what, measured, limit=None):
    return replace(row(what, measured.middle, limit), spread=f"{measured.low:.2f} to {measured.high:.2f}",
                   whole=f"{measured.whole:.2f}")


def milliseconds(times):
    """The middle one, in words."""
    return f"{statistics.median(times) / 1e6:.2f} ms"


def table(rows):
    """As Markdown, with aligned columns."""
    lines = [row.cells() for row in (HEAD, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |"
                     for line in lines)
