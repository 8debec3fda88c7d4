# SPDX-License-Identifier: LGPL-2.1-or-later
"""guest --to over a real sshd; tests/client has the rest of it."""

import json

from guestfiles import QEMU

TIMEOUT = 3


def test_moves(pool, tmp_path):
    """To a host that answers, and to one that hangs."""
    (tmp_path / "guest").write_text(QEMU + ",max-cpu-compat=power10")
    words = [f"--address={pool.addresses['lpar1']}", "guest", "-j", str(tmp_path / "guest")]
    result = pool.run(*words, "--to=lpar3", "--timeout=60")
    assert (result.returncode, result.stderr) == (0, "")
    [answer] = json.loads(result.stdout)
    assert (answer["common"], answer["hosts"]["lpar3"]["move"]["verdict"]) == ("power10", "yes")
    result = pool.run(*words, "--to=mute", f"--timeout={TIMEOUT}")
    assert (result.returncode, result.stderr) == (2, f"ppc-compatctl: mute: no answer within {TIMEOUT} s\n")
