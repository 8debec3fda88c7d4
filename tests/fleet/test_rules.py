# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rules by themselves, with promtool."""

import pathlib
import re
import shutil
import subprocess

import yaml

from engines import RULES

CASES = pathlib.Path(__file__).with_name("ppc-compat.test.yml")


def test_promtool_accepts_the_rules():
    checked = subprocess.run(["promtool", "check", "rules", RULES], capture_output=True, text=True)
    assert checked.returncode == 0 and "SUCCESS" in checked.stdout, checked.stderr


def test_promtool_tests(tmp_path):
    for path in (RULES, CASES):
        shutil.copy(path, tmp_path)
    tested = subprocess.run(["promtool", "test", "rules", CASES.name], capture_output=True, text=True, cwd=tmp_path)
    assert tested.returncode == 0 and "SUCCESS" in tested.stdout, tested.stdout + tested.stderr


def test_each_alert_has_a_test_in_which_it_fires_and_one_in_which_it_does_not():
    rules = [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]
    alerts = {rule["alert"]: rule for rule in rules if "alert" in rule}
    cases = [case for test in yaml.safe_load(CASES.read_text())["tests"] for case in test.get("alert_rule_test", [])]
    assert len(alerts) >= 5
    for expected in (True, False):
        assert {case["alertname"] for case in cases if bool(case.get("exp_alerts")) == expected} == set(alerts)
    for rule in alerts.values():
        assert {"summary", "description"} == set(rule["annotations"]) and rule["labels"]["severity"]


def test_each_record_is_named_by_its_level():
    names = re.findall(r"record: (\S+)", RULES.read_text())
    assert names and all(re.fullmatch(r"(pool:|pool_mode:|)ppc_compat\w*(:\w+)", name) for name in names)
