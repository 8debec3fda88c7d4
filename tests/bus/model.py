# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Which answers the contract allows at which moment, to who knows all that the simulated host did. Times are those of
time.monotonic(); a question is the number of a line of the simulated KVM's log.
"""

import bisect
import functools
import math
from dataclasses import dataclass, field

from judgement import answer_of, judge
from stall import stalled

# What is younger may be taken for new: a look at the tree by a read, a question by a caller of trigger client.
FRESH = 1.0
# What a test may add to what the contract says of time; less than a question lasts that is given up.
PATIENCE = 4.0
# How long what has been sent, or a question, may be on its way.
DELIVERY = 1.5

answer_of = functools.cache(answer_of)


def is_shown(judgement, properties):
    return all(properties[name] == value for name, value in judgement.items())


def ends_by(probe):
    return probe.time + answer_of(probe.line).longest


class Violation(AssertionError):
    """Of the contract."""


@dataclass
class Tree:
    """A cpu-version, and when it can be seen at the most."""

    version: int
    since: float
    until: float = math.inf


@dataclass
class Call:
    """Of Refresh()."""

    trigger: str
    sent: float
    generation: int
    taken: float = math.inf  # when the daemon has it at the latest
    answered: float = math.inf
    gone: float = math.inf
    stalled: float = field(default_factory=stalled)

    @property
    def until(self):
        """When it has been taken by the daemon, if ever: who goes leaves a call that is under way."""
        return min(self.answered, self.gone + FRESH)


@dataclass(frozen=True)
class Read:
    """What the properties that it gets may be of at least: the oldest question and generation."""

    sent: float
    question: int
    generation: int
    stalled: float = field(default_factory=stalled)


class Model:
    def __init__(self, kvm, version, now):
        self.kvm = kvm
        self.trees = [Tree(version, now)]
        self.sleeps = []
        self.moves = []
        # Of what was shown.
        self.question, self.generation = 0, 0
        self.answers = {}
        # What was seen against the contract.
        self.violations = []

    def complain(self, text):
        self.violations.append(text)

    def check(self):
        if self.violations:
            raise Violation("\n".join(self.violations))

    # What happened

    def change_tree(self, version, began, ended):
        self.trees[-1].until = ended
        self.trees.append(Tree(version, began))

    def sleep(self, began, ended):
        self.sleeps.append((began, ended))

    def begin_read(self, now):
        return Read(now, self.question, self.generation)

    def begin_call(self, trigger, now):
        call = Call(trigger, now, self.generation)
        if trigger != "client":
            self.moves.append(call)
        return call

    # What is allowed

    def first_question(self, moment):
        """The first that began at the moment or after it; one that does not exist yet where there is none."""
        return bisect.bisect_left(self.kvm.probes(), moment, key=lambda probe: probe.time)

    def since(self, moment):
        """From when on something still counts as new at that moment."""
        asleep = [began for began, ended in self.sleeps if ended <= moment]
        return max(moment - FRESH, *asleep[-1:]) if asleep else moment - FRESH

    def versions(self, since, until):
        return {tree.version for tree in self.trees if tree.since <= until and tree.until >= since}

    def goods(self, question, version, sent, received):
        """The last good modes that may take the place of what KVM failed to answer."""
        probes = self.kvm.probes()
        before = next((number for number in range(question - 1, -1, -1)
                       if answer_of(probes[number].line).good is not None), None)
        if before is None:
            return {0}
        began, ended = probes[before].time - FRESH, probes[before + 1].time
        gone = any(call.sent >= ended and call.answered <= sent for call in self.moves)
        if gone or version not in self.versions(began, ended):
            return {0}
        good = answer_of(probes[before].line).good
        moved = any(call.sent <= received and call.until >= began for call in self.moves)
        return {0, good} if moved or len(self.versions(began, received)) > 1 else {good}

    def judgements(self, question, versions, sent, received):
        answer = answer_of(self.kvm.probes()[question].line)
        for version in versions:
            goods = self.goods(question, version, sent, received) if answer.wants_good else {0}
            yield from (judge(version, answer, good) for good in goods)

    def fits(self, properties, question, sent, received):
        """Whether the properties may be the answer to that question, where a read was sent and received then."""
        probe = self.kvm.probes()[question]
        if probe.time + answer_of(probe.line).shortest > received:
            return False
        now = list(self.judgements(question, self.versions(self.since(sent), received), sent, received))
        if any(is_shown(judgement, properties) for judgement in now):
            return True
        # A tree that would add a mode waits for KVM's next answer, and the older answer is shown until then.
        if not any(judgement["CompatMask"] & ~properties["CompatMask"] for judgement in now):
            return False
        older = self.judgements(question, self.versions(probe.time, received), sent, received)
        return any(is_shown(judgement, properties) for judgement in older)

    def is_settled(self, properties, question, now):
        """Whether they are the answer to that question or a later one, of the tree that is there now."""
        version = {self.trees[-1].version}
        return any(is_shown(judgement, properties) for number in range(question, len(self.kvm.probes()))
                   for judgement in self.judgements(number, version, now, now))

    def limit(self, moment):
        """Until when the first question that begins after the moment has to have ended, as far as is known."""
        probes, number = self.kvm.probes(), self.first_question(moment)
        if number < len(probes):
            return ends_by(probes[number]) + PATIENCE
        return max(moment, ends_by(probes[-1])) + PATIENCE

    # What is seen

    def take_generation(self, least, properties):
        """One belongs to one answer, and the next one to another."""
        generation = properties["Generation"]
        if generation < least:
            self.complain(f"generation {generation} is shown after {least}")
        self.generation = max(self.generation, generation)
        answer = tuple(properties[name] for name in ("CompatMask", "State", "Reason"))
        if self.answers.setdefault(generation, answer) != answer:
            self.complain(f"generation {generation} is {self.answers[generation]}, and {answer}")
        for other in (generation - 1, generation + 1):
            if self.answers.get(other) == answer:
                self.complain(f"generations {generation} and {other} have the same answer: {answer}")

    def take_read(self, read, properties, now):
        if now > read.sent + PATIENCE + stalled() - read.stalled:
            self.complain(f"a read of {read.sent:.3f} was answered at {now:.3f}")
        self.take_generation(read.generation, properties)
        for question in range(read.question, len(self.kvm.probes())):
            if self.fits(properties, question, read.sent, now):
                self.question = max(self.question, question)
                return
        shown = {name: properties[name] for name in judge(self.trees[-1].version, answer_of("no-device"))}
        self.complain(f"a read of {read.sent:.3f} to {now:.3f}, of cpu-versions "
                      f"{[hex(version) for version in self.versions(self.since(read.sent), now)]}, shows what none of "
                      f"{self.kvm.probes()[read.question:]} allows: {shown}")

    def take_reply(self, call, generation, now):
        call.answered = now
        question = self.first_question(self.since(call.sent) if call.trigger == "client" else call.sent)
        probes = self.kvm.probes()[question:]
        if not any(probe.time + answer_of(probe.line).shortest <= now for probe in probes):
            self.complain(f"a call of {call.sent:.3f}, trigger {call.trigger}, was answered at {now:.3f}, before a "
                          f"question had ended that it may be answered by, of {self.kvm.probes()[-3:]}")
        if generation < call.generation:
            self.complain(f"a call was answered with generation {generation} after {call.generation} was shown")
        self.generation = max(self.generation, generation)
        self.question = max(self.question, min(question, len(self.kvm.probes()) - 1))

    def check_waiting(self, call, now):
        """A question may have begun before the call was taken, and come to KVM after that: two are no caller's own."""
        number, probes = self.first_question(call.taken), self.kvm.probes()
        end = call.sent + PATIENCE if call.taken > now else self.limit(call.taken + DELIVERY)
        if len(probes) > number + 2:
            end = min(end, probes[number + 2].time + DELIVERY)
        if now > end and now > end + stalled() - call.stalled:
            self.complain(f"a call of {call.sent:.3f}, taken at {call.taken:.3f}, trigger {call.trigger}, still waits at "
                          f"{now:.3f}; it had to be answered by {end:.3f}; KVM was asked {probes[-4:]}")
