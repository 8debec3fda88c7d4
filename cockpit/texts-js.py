#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes the page's texts.js of the texts of ppc-compatctl, so that both say the same.

Usage: texts-js.py REASONS.json PASTE.json WORDS.json VERDICTS.json OUTPUT.js
"""

import json
import sys

HEAD = """\
// Made from the texts of ppc-compatctl; do not edit.
"""


def reason(entry):
    return {"doubt": entry["doubt"], "meaning": entry["meaning"], "action": entry["action"],
            "actionOn": entry.get("action_on", {})}


def at_most(version, limit):
    return [int(part) for part in version.split(".")] <= [int(part) for part in limit.split(".")]


def paste(tables):
    """What holds for the newest QEMU, and for the oldest libvirt that is served where none is named."""
    served = tables["libvirt"]
    options = {}
    for option in tables["options"]:
        elements = {kind: option[kind] for kind in tables["texts"] if kind in option}
        options[option["option"]] = {"elements": elements if at_most(option.get("libvirt", "0"), served) else {},
                                     "unsafe": option.get("unsafe", False),
                                     "needlessFor": option.get("needless-for", [])}
    named = [name for name, since in tables["generations"].items() if at_most(since["libvirt"], served)]
    return {"texts": tables["texts"], "mode": tables["mode"], "options": options, "named": named,
            "unsafe": tables["unsafe"]}


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main():
    reasons_path, paste_path, words_path, verdicts_path, output = sys.argv[1:]
    words = read(words_path)
    verdicts = read(verdicts_path)
    *reasons, general = read(reasons_path)
    tables = {
        "REASONS": {entry["reason"]: reason(entry) for entry in reasons},
        "GENERAL_REASON": reason(general),
        "PLATFORMS": words["platforms"],
        "TRIGGERS": words["triggers"],
        "PASTE": paste(read(paste_path)),
        "VERDICTS": {entry["reason"]: {"meaning": entry["meaning"], "action": entry["action"]}
                     for entry in verdicts["reasons"]},
        "NOTES": {entry["note"]: entry["meaning"] for entry in verdicts["notes"]},
        "DIED": verdicts["died"],
        "VERDICT_SCOPE": verdicts["scope"],
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
