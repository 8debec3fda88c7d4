#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Turns the texts of verdicts into C tables.

Usage: verdict-texts.py VERDICTS.json OUTPUT.c
"""

import json
import re
import sys

HEAD = """\
/* Made from verdicts.json; do not edit. */
#include <stddef.h>

#include "verdicttext.h"
"""


def literal(text):
    """JSON writes plain ASCII as C does."""
    if not re.fullmatch(r"[ -~]+", text):
        raise ValueError(f"not a line of plain ASCII: {text!r}")
    return json.dumps(text)


def table(declaration, entries, columns):
    words = [entry[columns[0]] for entry in entries]
    if len(words) != len(set(words)):
        raise ValueError("a word is there twice")
    rows = [", ".join(literal(entry[column]) for column in columns) for entry in entries]
    rows.append(", ".join(["NULL"] * len(columns)))
    return f"\nconst {declaration}[] = {{\n" + "".join(f"        {{{row}}},\n" for row in rows) + "};\n"


def main():
    source, output = sys.argv[1:]
    with open(source, encoding="ascii") as file:
        texts = json.load(file)
    with open(output, "w", encoding="ascii") as file:
        file.write(HEAD)
        file.write(f"\nconst char verdict_scope[] = {literal(texts['scope'])};\n")
        file.write(f"const char verdict_died[] = {literal(texts['died'])};\n")
        file.write(table("VerdictText verdict_texts", texts["reasons"], ["reason", "meaning", "action"]))
        file.write(table("NoteText note_texts", texts["notes"], ["note", "meaning"]))


if __name__ == "__main__":
    try:
        main()
    except (ValueError, KeyError, OSError) as error:
        sys.exit(f"{sys.argv[0]}: {error}")
