#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Turns what reasons.json says of doubt into a C table. Each reason has to say it.

Usage: doubt-table.py REASONS.json OUTPUT.c
"""

import json
import sys

HEAD = """\
/* Made from reasons.json; do not edit. */
#include <stddef.h>

#include "doubt.h"

const ReasonDoubt reason_doubts[] = {
"""
DOUBTS = {"never": "DOUBT_NEVER", "always": "DOUBT_ALWAYS", "unless-kvm": "DOUBT_UNLESS_KVM"}


def row(entry):
    if entry.get("doubt") not in DOUBTS:
        raise ValueError(f"{entry['reason']}: doubt has to be one of {', '.join(DOUBTS)}")
    word = json.dumps(entry["reason"]) if entry["reason"] else "NULL"
    return f"        {{{word}, {DOUBTS[entry['doubt']]}}},\n"


def main():
    reasons_path, output = sys.argv[1:]
    with open(reasons_path, encoding="ascii") as file:
        rows = [row(entry) for entry in json.load(file)]
    with open(output, "w", encoding="ascii") as file:
        file.write(HEAD + "".join(rows) + "};\n")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, KeyError, OSError) as error:
        sys.exit(f"{sys.argv[0]}: {error}")
