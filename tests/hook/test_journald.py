# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a real systemd-journald makes of a record of the hook."""

import json
import subprocess
import sys

from hook import MESSAGE_ID, START
from rig import HERE


def test_a_record(hook_path):
    commands = [[hook_path, "web", *START], ["journalctl", "--sync"],
                ["journalctl", "--no-pager", "-o", "json", f"MESSAGE_ID={MESSAGE_ID}"]]
    result = subprocess.run(["unshare", "--mount", "--propagation=private", sys.executable, HERE / "private_journal.py",
                             "[]", json.dumps(commands)], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    said, _, shown = json.loads(result.stdout)
    assert said == [0, "", ""]
    record = json.loads(shown[1])
    assert record["MESSAGE"] == ("The guest is not judged. The text is not well-formed XML; virt-xml-validate shows "
                                 "where.")
    assert (record["PPC_COMPAT_GUEST"], record["SYSLOG_IDENTIFIER"], record["PRIORITY"]) == ("web", "ppc-compat-hook", "5")
