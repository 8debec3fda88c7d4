# SPDX-License-Identifier: LGPL-2.1-or-later
"""What hosts have in common, reckoned from what tests/replay expects of their captures, and from fleet/README.md alone."""

import json

from rig import TEXTS

MODES = ["power11", "power10", "power9"]
# From the newest.
HOST_MODES = [*MODES, "power8", "power7", "power6"]
DOUBTS = {row.get("reason"): row["doubt"] for row in json.loads((TEXTS / "reasons.json").read_text()) if "doubt" in row}


def has(kind, mode):
    """True, False, or None where the host cannot tell."""
    if mode in kind["CompatModes"]:
        return True
    if kind["HostMode"] and HOST_MODES.index(mode) < HOST_MODES.index(kind["HostMode"]):
        return False
    doubt = "never" if kind["State"] == "ready" else DOUBTS[kind["Reason"]]
    return None if doubt == "always" or doubt == "unless-kvm" and kind["Source"] != "kvm" else False


def have_all(kinds):
    """Mode -> True where each host has it, False where one lacks it, or None."""
    said = {mode: [has(kind, mode) for kind in kinds] for mode in MODES}
    return {mode: False if False in each else None if None in each else True for mode, each in said.items()}


def row(name, kind):
    """Of baseline's table."""
    cannot_tell = None in (has(kind, mode) for mode in MODES)
    modes = ", ".join(kind["CompatModes"]) or ("unknown" if cannot_tell else "-")
    reason = f" ({kind['Reason']})" if kind["Reason"] else ""
    return f"{name}  {kind['HostMode'] or '-':9}  {modes:24} {kind['State']}{reason}"
