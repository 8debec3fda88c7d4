# SPDX-License-Identifier: LGPL-2.1-or-later
"""
The newest of a thing that can in fact be fetched: where an archive is broken, the next version or the next suite, and
where none can be fetched, what an earlier run has fetched.
"""

import dataclasses
import functools

import command
import progress
from archive import reason


@dataclasses.dataclass(frozen=True)
class Source:
    """The suites that may have it, in the order in which they are read, and what its package is called there."""
    suites: list
    package: str
    at_least: str
    below: str = ''

    def candidates(self, archive, architecture, problems):
        """The next suite is read only when it comes to it. problems: filled with those that cannot be read."""
        for name in self.suites:
            try:
                yield from archive.suite(name, architecture).candidates(self.package, self.at_least, self.below)
            except command.CommandFailed as failure:
                problems.append(str(failure))


def newest(cache, archive, kind, source, architecture, inputs, make):
    """
    The folder of this kind that make(candidate, folder) fills, from the newest candidate for which it can. inputs: what
    it is made from besides. For holders of the cache's lock.
    """
    problems = []
    for candidate in source.candidates(archive, architecture, problems):
        try:
            return cache.folder(kind, [*inputs, candidate.package, candidate.version],
                                functools.partial(make, candidate))
        except command.CommandFailed as failure:
            problems.append(f'{candidate} cannot be had: {reason(failure)}')
            progress.say(problems[-1])
    folder = cache.newest(kind)
    if not folder:
        raise command.CommandFailed('\n'.join([f'no {kind} can be had of {", ".join(source.suites)}', *problems]))
    progress.say(f'no {kind} can be had of {", ".join(source.suites)}, so that of an earlier run is taken')
    return folder
