# SPDX-License-Identifier: LGPL-2.1-or-later
"""What happens to a host and to its daemon, at random: the same seed gives the same sequence."""

import random
from dataclasses import dataclass

from judgement import HOSTS
from modes import POWER9, POWER11, UP_TO_9, UP_TO_10, UP_TO_11

PAUSES = [0.0, 0.0, 0.01, 0.03, 0.1, 0.3]
MASKS = [UP_TO_9, UP_TO_10, UP_TO_11, UP_TO_11, POWER9 | POWER11, UP_TO_10 | 1 << 40, 0]
BEHAVIOURS = {"ok": 40, "slow": 16, "failed EIO": 6, "failed ENOTTY": 4, "refused": 5, "no-capability": 8, "no-hv": 3,
              "no-device": 3, "denied": 3, "die": 4, "hang": 1}
TRIALS = {"rrrr": 8, "xrrr": 4, "xxrr": 4, "xxxr": 2, "xxxx": 2, "rxrx": 2, "brrr": 2, "xrbr": 2, "rrdr": 2, "xdrr": 1}
ACTIONS = {"behave": 20, "change_tree": 12, "hang_up": 4, "refresh": 18, "refresh_in_haste": 8, "leave": 3,
           "kill_caller": 3, "send_uevent": 6, "sleep": 3, "read": 24, "kill_bus": 1}
SETTLEMENTS = ["signal", "event", "call", "tree"]
# So many actions between one settlement and the next.
UNREST = range(10, 40)


@dataclass(frozen=True)
class Action:
    """Each has all, so that what one of them needs does not move those that follow."""

    name: str
    pause: float
    line: str
    version: int
    trigger: str
    seconds: float
    caller: int
    how: str


class Actions:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, weights):
        return self.random.choices(list(weights), weights.values())[0]

    def pick_line(self):
        """For the simulated KVM."""
        word = self.pick(BEHAVIOURS)
        if word in ("ok", "slow"):
            word = f"{word} {self.random.choice(MASKS):#x}"
        trial = self.pick(TRIALS)
        return word if self.random.random() < 0.4 else f"{word} trial={trial}"

    def new(self, name):
        return Action(name, self.random.choice(PAUSES), self.pick_line(), self.random.choice(list(HOSTS)),
                      self.random.choice(["client", "client", "migration", "resume"]), self.random.uniform(0.01, 1.2),
                      self.random.randrange(3), self.random.choice(SETTLEMENTS))

    def __iter__(self):
        while True:
            for _ in range(self.random.choice(UNREST)):
                yield self.new(self.pick(ACTIONS))
            yield self.new("settle")
