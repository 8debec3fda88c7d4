#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes the page's texts.js of the texts of ppc-compatctl, so that both say the same.

Usage: texts-js.py REASONS.json PASTE.json WORDS.c HEADER.h OUTPUT.js
"""

import json
import re
import sys

HEAD = """\
// Made from the texts of ppc-compatctl; do not edit.
"""


def words_of_header(header, kind):
    """Macro -> word."""
    return dict(re.findall(rf'#define (PPC_COMPAT1_{kind}_\w+) "([^"]+)"', header))


def translations(source, header, kind):
    """Word -> words, of the table in C; a word without its row is an error."""
    macros = words_of_header(header, kind)
    rows = dict(re.findall(rf'{{(PPC_COMPAT1_{kind}_\w+), "((?:[^"\\]|\\.)*)"}}', source))
    if rows.keys() != macros.keys():
        raise ValueError(f"words and header differ: {', '.join(sorted(rows.keys() ^ macros.keys()))}")
    return {macros[macro]: json.loads(f'"{words}"') for macro, words in rows.items()}


def reasons(entries):
    return {entry["reason"]: {"meaning": entry["meaning"], "action": entry["action"],
                              "actionOn": entry.get("action_on", {})} for entry in entries}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def main():
    reasons_path, paste_path, words_path, header_path, output = sys.argv[1:]
    words, header = read(words_path), read(header_path)
    tables = {
        "REASONS": reasons(json.loads(read(reasons_path))),
        "PLATFORMS": translations(words, header, "PLATFORM"),
        "TRIGGERS": translations(words, header, "TRIGGER"),
        "GUEST_TEXTS": json.loads(read(paste_path)),
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
