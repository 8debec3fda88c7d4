# SPDX-License-Identifier: LGPL-2.1-or-later
"""explain --journal, on a journal that a real systemd-journald has written."""

import json
import os
import re
import subprocess
import sys

import pytest

from rig import HERE, Client

LINES = [
    ["virtqemud", "internal error: qemu-system-ppc64: Invalid compatibility mode \"power12\""],
    ["sshd", "Could not access KVM kernel module: Permission denied"],
    ["virtqemud", "Unable to set CPU compatibility mode in KVM: Invalid argument"],
    ["libvirtd", "nothing that is known"],
    ["libvirtd", "error: Unable to set CPU compatibility mode in KVM: Invalid argument"],
]
NEW_NAMESPACE = ["unshare", "--mount", "--propagation=private", *([] if os.geteuid() == 0 else ["--map-root-user"])]


@pytest.fixture(scope="module")
def answers(client_path, tmp_path_factory):
    """Of several commands on one journal, by their arguments."""
    client = Client(client_path, f"unix:path={tmp_path_factory.mktemp('bus')}/none")
    asked = [["--journal"], ["--journal", "-j"], ["--journal", "--since=-1h"], ["--journal", "--since=23:59:59"],
             ["--journal", "--since=noon"]]
    result = subprocess.run(
        [*NEW_NAMESPACE, sys.executable, HERE / "private_journal.py", json.dumps(LINES),
         json.dumps([client.command("explain", *words) for words in asked])],
        capture_output=True, text=True, timeout=120, env=client.environment())
    assert result.returncode == 0, result.stderr
    return {" ".join(words): answer for words, answer in zip(asked, json.loads(result.stdout))}


def test_newest_first_and_each_with_its_time(answers):
    status, said, errors = answers["--journal"]
    assert (status, errors) == (0, "")
    heads = re.findall("Error: (.*)\n *(Times?: .*)\n", said)
    assert [message for message, _ in heads] == ["Unable to set CPU compatibility mode in KVM",
                                                 "Invalid compatibility mode \"power12\""]
    assert re.fullmatch(r"Times: 2, last on \w{3} [\d-]{10} [\d:]{8} UTC", heads[0][1])
    assert re.fullmatch(r"Time: \w{3} [\d-]{10} [\d:]{8} UTC", heads[1][1])


def test_json(answers):
    status, said, _ = answers["--journal -j"]
    entries = json.loads(said)
    assert status == 0 and [entry["Count"] for entry in entries] == [2, 1]
    assert entries[0]["Timestamp"] > entries[1]["Timestamp"] > 1.7e15


def test_since(answers):
    assert answers["--journal --since=-1h"] == answers["--journal"]
    status, said, errors = answers["--journal --since=23:59:59"]
    assert (status, said) == (1, "") and "in this boot's journal" in errors
    status, said, errors = answers["--journal --since=noon"]
    assert (status, said) == (1, "") and "--since takes a time such as" in errors
