#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes the page's texts.js of the texts of ppc-compatctl, so that both say the same.

Usage: texts-js.py REASONS.json PASTE.json WORDS.json OUTPUT.js
"""

import json
import sys

HEAD = """\
// Made from the texts of ppc-compatctl; do not edit.
"""


def reason(entry):
    return {"doubt": entry["doubt"], "meaning": entry["meaning"], "action": entry["action"],
            "actionOn": entry.get("action_on", {})}


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main():
    reasons_path, paste_path, words_path, output = sys.argv[1:]
    words = read(words_path)
    *reasons, general = read(reasons_path)
    tables = {
        "REASONS": {entry["reason"]: reason(entry) for entry in reasons},
        "GENERAL_REASON": reason(general),
        "PLATFORMS": words["platforms"],
        "TRIGGERS": words["triggers"],
        "GUEST_TEXTS": read(paste_path),
    }
    with open(output, "w", encoding="utf-8") as file:
        file.write(HEAD)
        for name, table in tables.items():
            file.write(f"export const {name} = {json.dumps(table, ensure_ascii=False, indent=4)};\n")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, KeyError, OSError) as error:
        sys.exit(f"{sys.argv[0]}: {error}")
