# SPDX-License-Identifier: LGPL-2.1-or-later
"""What each fuzz target starts from: for device trees and captures the hosts of tests/replay, for guests the cases of
tests/guest, else the files here."""

import json
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
REPLAY = HERE.parent / "replay"
TEXTS = {"state": HERE / "states", "reply": HERE / "replies", "remotehost": HERE / "remotehosts",
         "message": HERE / "pastes"}
GUESTS = ["domain", "qemuline"]
TARGETS = ["tree", "capture", *TEXTS, *GUESTS]

# An input larger than this teaches a fuzzer little and slows it down.
SIZE_MAX = 4096


def compile_tree(source, blob):
    # Warnings are silenced and `#` is allowed in names, as in tests/replay.
    subprocess.run(["dtc", "-q", "-E", "no-node_name_chars", "-O", "dtb", "-o", blob, source], check=True, timeout=30)


def write_guests(target, folder):
    cases = json.loads((HERE.parent / "guest" / "cases.json").read_text())
    for number, text in enumerate(case["text"] for case in cases):
        if text.startswith("<") == (target == "domain"):
            (folder / f"{number}.txt").write_text(text)


def write_seeds(target, folder):
    """Fills the folder, and returns its files."""
    folder.mkdir(parents=True, exist_ok=True)
    if target in TEXTS:
        for path in TEXTS[target].iterdir():
            shutil.copy(path, folder)
    elif target in GUESTS:
        write_guests(target, folder)
    else:
        for path in REPLAY.glob("*/*.dts"):
            compile_tree(path, folder / f"{path.parent.name}-{path.stem}.dtb")
    return sorted(path for path in folder.iterdir() if path.stat().st_size <= SIZE_MAX)
