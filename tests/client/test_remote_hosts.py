# SPDX-License-Identifier: LGPL-2.1-or-later
"""baseline with an ssh that is a script: what may come over the wire, which a real one cannot be made to send."""

import json
import subprocess

import pytest

from rig import DEADLINE, Client

HOST = {"CompatMask": "0x6000000000000000", "CompatModes": ["power10", "power9"], "RecommendedMode": "power10",
        "HostMode": "power10", "HostLogicalPVR": "0x0f000006", "KernelMask": "0x6000000000000000",
        "ProcessorModel": "power11", "ProcessorPVR": "0x00820200", "Platform": "powervm", "State": "ready", "Reason": "",
        "Source": "kvm", "Generation": 7, "LastTrigger": "migration", "LastChangeTimestamp": 1, "Version": "0"}
ANSWER = f"echo '{json.dumps(HOST)}'"


@pytest.fixture
def far(client_path, tmp_path):
    """Asks hosts whose ssh is that script; its arguments are in the file of that name."""
    ctl = Client(client_path, None)

    def ask(script, *words, before='exec "$@"'):
        ssh = tmp_path / "ssh"
        ssh.write_text(f'#!/bin/sh\necho "$*" >"{tmp_path}/arguments"\n{script}\n')
        ssh.chmod(0o755)
        return subprocess.run(["sh", "-c", before, "sh", client_path, "baseline", "--json=short", *words],
                              capture_output=True, text=True, timeout=2 * DEADLINE, stdin=subprocess.DEVNULL,
                              env=ctl.environment(PATH=f"{tmp_path}:/usr/bin:/bin"))

    return ask


def only_host(result):
    return json.loads(result.stdout)["Hosts"][0]


NOISE = "head -c {} /dev/zero | tr '\\0' '{}'"


@pytest.mark.parametrize("script", [
    f"{ANSWER}; echo 'Shared connection to far closed.' >&2",
    f"{NOISE.format(70_000, 'x')}; echo; {ANSWER}",
    f"yes banner | head -n 50000; {ANSWER}; yes goodbye | head -n 50000 >&2",
], ids=["word after it", "long banner", "very talkative"])
def test_an_answer_among_other_words(far, script):
    said = only_host(far(script, "-H", "far"))
    assert (said["Answered"], said.get("CompatModes")) == (True, ["power10", "power9"])


@pytest.mark.parametrize("script, error", [
    ("yes debug | head -n 50000 >&2; echo 'Permission denied' >&2; exit 3", "Permission denied"),
    ("echo 'not for you'; exit 1", "not for you"),
    ("echo 'ppc-compatctl: ppc-compatd is not running' >&2; exit 1", "ppc-compatd is not running"),
    ("exit 1", "it said nothing"), ("", "it gave an answer that is not understood"),
    ("echo '{}'", "it gave an answer that is not understood"),
], ids=["much on stderr", "stdout", "own words", "nothing", "no answer", "no host"])
def test_an_error(far, script, error):
    assert only_host(far(script, "-H", "far", "--timeout=15")) == {"Host": "far", "Answered": False, "Error": error}


@pytest.mark.parametrize("host, arguments", [
    ("root@far", "-- root@far ppc-compatctl --json=short describe"),
    ("root@far:2222", "-p 2222 -- root@far ppc-compatctl --json=short describe"),
    ("far/box", "-- far ppc-compatctl --machine box --json=short describe"),
    ("far:box", "-- far ppc-compatctl --machine box --json=short describe"),
    ("me@[fe80::1]:22/box-1", "-p 22 -- me@fe80::1 ppc-compatctl --machine box-1 --json=short describe"),
])
def test_a_host_is_what_it_is_for_other_verbs(far, tmp_path, host, arguments):
    assert only_host(far(ANSWER, "-H", host))["Host"] == host
    assert (tmp_path / "arguments").read_text() == f"-xT -o BatchMode=yes {arguments}\n"


def test_more_hosts_than_descriptors(far):
    """Those that have answered hold none."""
    names = [word for number in range(150) for word in ("-H", f"far{number}")]
    said = json.loads(far(ANSWER, *names, "--timeout=60", before='ulimit -Sn 128; exec "$@"').stdout)
    assert (said["Asked"], said["Answered"]) == (150, 150)


def test_posixly_correct(daemon, ctl):
    """Where no option may come after a word, the client that asks for this host obeys too."""
    daemon.start("linux-7.3-papr-power11")
    said = json.loads(ctl.succeed("--json=short", "baseline", POSIXLY_CORRECT="1"))
    assert (said["Answered"], said["CommonModes"]) == (1, ["power11", "power10", "power9"])
