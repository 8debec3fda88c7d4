# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Many things at once, at random, against a model of the contract. --churn-seconds says how long, --churn-seed with which
sequence of actions.
"""

import pytest

from modes import LOGICAL_10, UP_TO_10
from tree import Tree
from turmoil import Turmoil


@pytest.fixture
def turmoil(request, service, bus, kvm, place, programs, devices):
    seed = request.config.getoption("--churn-seed")
    clock = place / "sleepclock"
    clock.write_text("0\n")
    tree = Tree(place, LOGICAL_10)
    kvm.answer(UP_TO_10)
    state = place / "state"
    state.mkdir()
    state.chmod(0o777)
    turmoil = Turmoil(service, bus, kvm, tree, clock, devices, seed)
    service.start("--device-tree", tree.directory, "--kvm-device", kvm.device,
                  preload=[kvm.library, programs[2], programs[3], devices.preload],
                  environment=kvm.environment | devices.environment
                  | {"SLEEPCLOCK": str(clock), "STATE_DIRECTORY": str(state)})
    turmoil.begin(LOGICAL_10)
    yield turmoil
    print(f"--churn-seed={seed}: {sum(turmoil.counts.values())} actions, {len(kvm.probes())} questions,"
          f" {dict(turmoil.counts)}")
    if turmoil.crowd.is_there():
        turmoil.crowd.disconnect()


@pytest.mark.root
def test_churn(request, turmoil):
    turmoil.run(request.config.getoption("--churn-seconds"))
