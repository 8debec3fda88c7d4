# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every property's type and value, read in each way that there is, for captures of unlike hosts."""

import subprocess
import time

import pytest

import contract

HOSTS = [
    "amcc-440",
    "kvm-guest-raw",
    "linux-6.12-hv-power10",
    "linux-7.3-no-nesting-power10",
    "linux-7.3-papr-power11",
    "linux-7.3-papr-power11-moved-to-power10",
    "linux-7.3-powernv10",
    "lpar-8284-22a-power8",
    "lpar-9105-42a-power10",
]

MASKS = ("CompatMask", "KernelMask")
PVRS = ("HostLogicalPVR", "ProcessorPVR")


def as_json(name, value):
    """A property's value as Describe() writes it."""
    if name in MASKS:
        return f"0x{value:016x}"
    return f"0x{value:08x}" if name in PVRS else value


@pytest.fixture
def serving(service, capture, client):
    def serve(host):
        expected = capture.load(host)
        service.replay(capture)
        client.wait_for_name()
        return expected

    return serve


@pytest.mark.parametrize("host", HOSTS)
def test_host(serving, client, host):
    expected = serving(host)
    variants = client.get_variants()
    types = contract.property_types()
    assert {name: value.get_type_string() for name, value in variants.items()} == types
    values = {name: value.unpack() for name, value in variants.items()}
    assert {name: as_json(name, values[name]) for name in expected} == expected
    assert {name: client.get(name) for name in types} == values
    described = client.describe()
    assert list(described) == list(types)
    assert described == {name: as_json(name, value) for name, value in values.items()}


def test_story_of_the_first_answer(serving, client, service):
    began, began_real = time.monotonic(), time.time()
    serving("linux-7.3-papr-power11")
    ended, ended_real = time.monotonic(), time.time()
    values = client.get_all()
    for name in ("LastChangeTimestamp", "LastQueryTimestamp"):
        assert began_real * 1e6 <= values[name] <= ended_real * 1e6
        assert began * 1e6 <= values[name + "Monotonic"] <= ended * 1e6
    assert (values["Generation"], values["QueryCount"], values["LastTrigger"]) == (1, 1, "boot")
    told = subprocess.run([service.program, "--version"], capture_output=True, text=True, timeout=20, check=True)
    assert told.stdout == f"ppc-compatd {values['Version']}\n"
