# SPDX-License-Identifier: LGPL-2.1-or-later
"""
One host is one capture, NAME.dts, and the answer that the rules give for it, NAME.json. Adding a host adds no code.

hosts/: machines that exist, and what Linux 7.3 and older kernels say there. rules/: one for each rule of State,
Reason, Source and Platform, and for what counts where two rules meet. misleading/: trees that must not mislead. Both
say only what differs from one of the trees beside this file. An expectation names the properties that it is about; all
that holds for every answer is checked besides: CompatMask and RecommendedMode follow from CompatModes.
"""

import json
from pathlib import Path

import pytest

from answer import STABLE

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*/*.dts"))


@pytest.mark.parametrize("dts", CASES, ids=lambda dts: f"{dts.parent.name}/{dts.stem}")
def test_replay(daemon, compile_dts, dts):
    expected = json.loads(dts.with_suffix(".json").read_text())
    answer = daemon.replay(compile_dts(dts))
    assert {key: answer[key] for key in expected} == expected


def test_every_case_is_whole():
    assert CASES
    assert [dts.with_suffix(".json") for dts in CASES] == sorted(HERE.glob("*/*.json"))


def test_expectations_are_in_order():
    for dts in CASES:
        keys = list(json.loads(dts.with_suffix(".json").read_text()))
        assert keys == [key for key in STABLE if key in keys], dts
        assert {"State", "HostMode", "Platform"} <= set(keys), dts
