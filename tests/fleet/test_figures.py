# SPDX-License-Identifier: LGPL-2.1-or-later
"""The figures and names in fleet/README.md, against what is exported."""

import json
import pathlib
import re

import pytest
import yaml

from engines import RULES

FLEET = RULES.parent
README = (FLEET / "README.md").read_text()


@pytest.fixture
def exported(host):
    host.daemon.start("lpar-9105-22a-power11")
    return {engine: host.ctl.succeed("export", engine) for engine in ("prometheus", "nfd", "ansible")}


def test_the_size_of_one(exported):
    said = re.search(r"(\d+) series in ([\d.]+) kB for Prometheus, (\d+) labels in ([\d.]+) kB for Node Feature "
                     r"Discovery, ([\d.]+) kB for Ansible", " ".join(README.split())).groups()
    series = [line for line in exported["prometheus"].splitlines() if line[0] != "#"]
    labels = exported["nfd"].splitlines()
    size = {engine: str(round(len(text) / 1000, 1)) for engine, text in exported.items()}
    assert said == (str(len(series)), size["prometheus"], str(len(labels)), size["nfd"], size["ansible"])


def test_the_sum_of_many():
    """What follows from the size of one and the assumptions that stand beside it."""
    hosts, series, size, day = 100_000, 12, 1569, 86_400
    cells = {row.split("|")[1].strip(): row.split("|")[3].strip() for row in README.splitlines() if row.count("|") == 4}
    found = {re.sub(r"[:,].*", "", name): cell for name, cell in cells.items()}
    assert found["Prometheus"] == f"{hosts * series / 1e6:.1f} million"
    assert found["memory"] == f"{round(hosts * series * 368e6 / 110_361 / 1e9, 1)} GB"
    assert found["read"].startswith(f"{hosts * size / 60 / 1e6:.1f} MB/s")
    assert found["samples"] == f"{round(hosts * series / 60, -3):,.0f} a second"
    samples = hosts * series * 15 * day / 60
    assert found["disk"] == f"{round(1.3 * samples / 1e9)} to {round(2 * samples / 1e9)} GB"
    assert found["events"] == f"{hosts / day:.1f} changes a second"
    assert found["Ansible"].startswith(f"{round(hosts / 50 * 2 / 60)} minutes")


def test_what_it_names_exists(exported):
    rules = [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]
    for rule in rules:
        name = rule.get("alert") or rule["record"]
        assert name in README or name.endswith(":count")
    labels = {line.split("=")[0].split("/")[1] for line in exported["nfd"].splitlines()}
    assert all(f"`{label}`" in README for label in labels)
    assert all(f"`{key}`" in README for key in json.loads(exported["ansible"]))
    for link in re.findall(r"\]\(([^)]+)\)", README):
        assert (FLEET / link).is_file()
    assert all((FLEET / f"{unit}.service.in").is_file() for unit in re.findall(r"enable --now (\S+)", README))


def test_the_unit_can_be_moved_as_it_says():
    """Each line of the unit that names the folder is among those that are replaced."""
    unit = (FLEET / "ppc-compat-export-prometheus.service.in").read_text()
    named = {line.split("=")[0] for line in unit.splitlines() if "/var/lib/prometheus" in line}
    block = README.split("systemctl edit")[1].split("In Prometheus")[0]
    assert named == set(re.findall(r"^    (\w+)=.*node_exporter", block, re.MULTILINE))
