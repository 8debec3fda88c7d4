#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Turns reasons.json into a C table, and fails where it and the public header do not name the same words.

Usage: reasons-table.py REASONS.json HEADER.h OUTPUT.c
"""

import json
import re
import sys

HEAD = """\
/* Made from reasons.json; do not edit. */
#include "reason.h"

#include <stddef.h>

const ReasonText reason_texts[] = {
"""


def words_of_header(text, kind):
    return set(re.findall(rf'#define PPC_COMPAT1_{kind}_\w+ "([^"]+)"', text))


def check(entries, header):
    names = [entry["reason"] for entry in entries]
    if len(names) != len(set(names)):
        raise ValueError("a reason stands there twice")
    difference = set(names) ^ words_of_header(header, "REASON")
    if difference:
        raise ValueError(f"reasons.json and the header differ: {', '.join(sorted(difference))}")
    platforms = {platform for entry in entries for platform in entry.get("action_on", {})}
    strangers = platforms - words_of_header(header, "PLATFORM")
    if strangers:
        raise ValueError(f"no such platform: {', '.join(sorted(strangers))}")


def rows(entries):
    """One row per action: those of a platform first, then the one for all others."""
    for entry in entries:
        for platform, action in entry.get("action_on", {}).items():
            yield entry["reason"], platform, entry["meaning"], action
        yield entry["reason"], None, entry["meaning"], entry["action"]


def literal(text):
    if text is None:
        return "NULL"
    if not re.fullmatch(r"[ -~]+", text):
        raise ValueError(f"not plain ASCII: {text!r}")
    return json.dumps(text)


def main():
    source, header, output = sys.argv[1:]
    with open(source, encoding="ascii") as file:
        entries = json.load(file)
    with open(header, encoding="ascii") as file:
        check(entries, file.read())
    lines = ["        {" + ", ".join(literal(value) for value in row) + "},\n" for row in rows(entries)]
    with open(output, "w", encoding="ascii") as file:
        file.write(HEAD + "".join(lines) + "        {NULL, NULL, NULL, NULL},\n};\n")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, KeyError, OSError) as error:
        sys.exit(f"{sys.argv[0]}: {error}")
