# SPDX-License-Identifier: LGPL-2.1-or-later
"""The feature file, by a parser that knows no more than what Node Feature Discovery and Kubernetes accept."""

import pathlib
import re

import pytest
import yaml

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "fleet" / "ppc-compat.nfd.yaml"
OURS = "ppc-compat.feature.node.kubernetes.io/"
SIZE_MAX = 65536
DNS_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
NAME = r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?"


def labels(text):
    """What nfd-worker makes of the file, and nfd-master lets through without being configured."""
    assert len(text.encode()) <= SIZE_MAX and text.endswith("\n")
    found = {}
    for line in text.split("\n"):
        line = line.strip()
        if not line or line.startswith("#"):
            assert not line.startswith("# +"), "a directive, which changes what the next lines mean"
            continue
        key, separator, value = line.partition("=")
        assert separator, "a name alone would mean true"
        namespace, slash, name = key.partition("/")
        assert slash, "a name without a namespace will not be accepted any more"
        assert re.fullmatch(rf"{DNS_LABEL}(\.{DNS_LABEL})*", namespace) and len(namespace) <= 253
        assert namespace.endswith("feature.node.kubernetes.io") or not namespace.endswith("kubernetes.io")
        assert re.fullmatch(NAME, name) and len(name) <= 63
        assert (value == "" or re.fullmatch(NAME, value)) and len(value) <= 63
        assert key not in found
        found[key] = value
    return found


def ours(text):
    found = labels(text)
    assert all(key.startswith(OURS) for key in found)
    return {key.removeprefix(OURS): value for key, value in found.items()}


def test_a_host(host):
    host.daemon.start("linux-7.3-papr-power11-moved-to-power10")
    assert ours(host.ctl.succeed("export", "nfd")) == {
        "up": "true", "power11": "false", "power10": "true", "power9": "true", "recommended": "power10",
        "host-mode": "power10", "processor": "power11", "platform": "qemu", "state": "degraded",
        "reason": "kvm-stale"}


@pytest.mark.parametrize("capture", ["powermac-g4", "opal-8247-22l-power8", "kvm-guest-raw", "lpar-9105-22a-power11"])
def test_other_hosts(host, capture):
    host.daemon.start(capture)
    found = ours(host.ctl.succeed("export", "nfd"))
    assert {found[mode] for mode in ("power11", "power10", "power9")} <= {"true", "false"} and all(found.values())


def test_a_silent_host_has_no_modes(host):
    assert ours(host.ctl.succeed("export", "nfd")) == {"up": "false"}


@pytest.mark.parametrize("broken", [
    "a", "a=b", "x.kubernetes.io/a=b", "ns.example/a b=c", "ns.example/a=b c", "ns.example/a=-", "ns.example/=x",
    "ns.example/a=" + "x" * 64, "# +no-label\nns.example/a=b", "ns.example/a=b\nns.example/a=c", "N.example/a=b",
])
def test_the_parser_itself(broken):
    with pytest.raises(AssertionError):
        labels(broken + "\n")
    assert labels("# a comment\n\nns.example/a=b\n") == {"ns.example/a": "b"}


def test_the_example_uses_what_is_exported(host):
    host.daemon.start("lpar-9105-22a-power11")
    exported = labels(host.ctl.succeed("export", "nfd"))
    machine, rule = yaml.safe_load_all(EXAMPLE.read_text())
    selector = machine["spec"]["template"]["spec"]["nodeSelector"]
    selected = {key: value for key, value in selector.items() if key.startswith(OURS)}
    assert selected and selected.items() <= exported.items()
    (only,) = rule["spec"]["rules"]
    for match in only["matchFeatures"]:
        assert match["feature"] == "local.label" and set(match["matchExpressions"]) <= set(exported)
    assert not set(only["labels"]) & set(exported) and labels("".join(
        f"{key}={value}\n" for key, value in only["labels"].items()))
