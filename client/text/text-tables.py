#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Turns the texts into C tables, and fails where they and the public header do not name the same words.

Usage: text-tables.py REASONS.json MESSAGES.json PASTE.json WORDS.json HEADER.h OUTPUT.c
"""

import json
import re
import sys

sys.dont_write_bytecode = True
import messages  # noqa: E402

HEAD = """\
/* Made from reasons.json, messages.json, paste.json and words.json; do not edit. */
#include <stddef.h>

#include "message.h"
#include "pastetable.h"
#include "reason.h"
#include "words.h"
"""
# In the order of PasteKind.
PASTE_KINDS = ("qemu-args", "qemu-machine", "libvirt-xml", "virt-install-args")


def words_of_header(text, kind):
    return set(re.findall(rf'#define PPC_COMPAT1_{kind}_\w+ "([^"]+)"', text))


def check_reasons(entries, header):
    """The last entry, without a word, is for the words of a newer daemon."""
    *entries, general = entries
    if general["reason"] is not None or "action_on" in general:
        raise ValueError("the last reason has to be the general one, whose word is null")
    names = [entry["reason"] for entry in entries]
    if len(names) != len(set(names)):
        raise ValueError("a reason is there twice")
    difference = set(names) ^ words_of_header(header, "REASON")
    if difference:
        raise ValueError(f"reasons.json and the header differ: {', '.join(sorted(difference))}")
    platforms = {platform for entry in entries for platform in entry.get("action_on", {})}
    strangers = platforms - words_of_header(header, "PLATFORM")
    if strangers:
        raise ValueError(f"no such platform: {', '.join(sorted(strangers))}")


def word_tables(tables, header):
    for name, kind in (("platforms", "PLATFORM"), ("triggers", "TRIGGER")):
        difference = tables[name].keys() ^ words_of_header(header, kind)
        if difference:
            raise ValueError(f"words.json and the header differ: {', '.join(sorted(difference))}")
        yield table(f"WordText word_texts_of_{name}", [*tables[name].items(), (None, None)])


def reason_rows(entries):
    """One row per action: those of a platform first, then the one for all others."""
    for entry in entries:
        for platform, action in entry.get("action_on", {}).items():
            yield entry["reason"], platform, entry["meaning"], action
        yield entry["reason"], None, entry["meaning"], entry["action"]


def initializer(values):
    """JSON writes plain ASCII as C does."""
    return "{" + ", ".join("NULL" if value is None else json.dumps(value) for value in values) + "}"


def check_row(row):
    for text in row:
        if text is not None and not re.fullmatch(r"[ -~]+", text):
            raise ValueError(f"not a line of plain ASCII: {text!r}")
    return row


def table(declaration, rows):
    """An array that ends with a row whose first is NULL."""
    rows = [check_row(row) for row in rows]
    return f"\nconst {declaration}[] = {{\n" + "".join(f"        {initializer(row)},\n" for row in rows) + "};\n"


def words_or_null(name, words, parts):
    """The name of a list of strings that is declared here, or NULL."""
    if not words:
        return "NULL"
    parts.append(f"static const char *const {name}[] = {initializer([*words, None])};\n")
    return name


def choice_list(name, text, advice, parts):
    rows = [check_row(row) for row in messages.choices(text, advice)]
    parts.append(f"static const MessageChoice {name}[] = {{{', '.join(map(initializer, rows))}}};\n")
    return name


def unless_next(name, row, parts):
    return words_or_null(name, [messages.letters(key) for key in row.get("unless_next", [])], parts)


def flag(value):
    return "true" if value else "false"


def message_tables(data):
    parts, rows, clues = ["\n"], [], []
    for number, row in enumerate(data["messages"]):
        texts = [choice_list(f"{key}_{number}", row[key], data["advice"], parts) for key in ("meaning", "action")]
        rows.append(", ".join([json.dumps(row["keys"][0]), *texts, unless_next(f"unless_{number}", row, parts),
                               flag(row.get("wrapper")), flag(row.get("common"))]))
    for number, row in enumerate(data["clues"]):
        clues.append(", ".join([json.dumps(row["clue"]), unless_next(f"clue_unless_{number}", row, parts),
                                flag(row.get("word")), flag(row.get("before"))]))
    patterns = [f"{kind}, {owner}, {json.dumps(folded)}, {json.dumps(text)}"
                for kind, owner, folded, text in messages.patterns(data)]
    if len(patterns) >= messages.PATTERNS:
        raise ValueError(f"{len(patterns)} patterns are too many")
    for declaration, lines, last in (("Message messages", rows, "NULL"), ("MessageClue message_clues", clues, "NULL"),
                                     ("Pattern message_patterns", patterns, "PATTERN_NONE")):
        parts.append(f"\nconst {declaration}[] = {{\n" + "".join(f"        {{{line}}},\n" for line in lines) +
                     f"        {{{last}}},\n}};\n")
    parts.append(f"\nconst char *const message_reasons[] = {initializer([*data['reasons'], None])};\n")
    return "".join(parts)
def string(text):
    """As check_row() wants it, but for newlines and NULL."""
    if text is None:
        return "NULL"
    if not re.fullmatch(r"[ -~\n]*", text):
        raise ValueError(f"not plain ASCII: {text!r}")
    return json.dumps(text)


def version(text):
    major, _, minor = (text or "0").partition(".")
    return f"VERSION_OF({int(major)}, {int(minor or 0)})"


def rows(declaration, values, end):
    return f"\nconst {declaration}[] = {{\n" + "".join(f"        {{{value}}},\n" for value in [*values, end]) + "};\n"


def paste_text(name, text):
    pairs = [", ".join(string(part) for part in text.get(key, [None, None])) for key in ("features", "machine")]
    words = [string(text.get(key)) for key in ("cpu", "cpu-unnamed", "end")]
    return f'"{name}", {words[0]}, {words[1]}, {{{pairs[0]}}}, {{{pairs[1]}}}, {words[2]}'


def paste_option(option):
    elements = ", ".join(string(option.get(name)) for name in PASTE_KINDS)
    needless = ", ".join(string(mode) for mode in [*option.get("needless-for", []), None])
    return (f'"{option["option"]}", {version(option["qemu"])}, {version(option.get("libvirt"))}, '
            f'{"true" if option.get("unsafe") else "false"}, {{{elements}}}, {{{needless}}}')


def paste_tables(paste):
    if set(paste["texts"]) != set(PASTE_KINDS):
        raise ValueError(f"paste.json has to have the texts {', '.join(PASTE_KINDS)}")
    yield rows("PasteText paste_texts", (paste_text(name, paste["texts"][name]) for name in PASTE_KINDS), "0")
    yield rows("PasteOption paste_options", map(paste_option, paste["options"]), "0")
    yield rows("PasteGeneration paste_generations",
               (f'"{name}", {version(each["qemu"])}, {version(each["libvirt"])}'
                for name, each in paste["generations"].items()), "0")
    yield f"\nconst Version paste_libvirt = {version(paste['libvirt'])};\n"
    for name in ("mode", "unsafe", "unnamed", "left-out"):
        yield f"\nconst char paste_{name.replace('-', '_')}[] = {string(paste[name])};\n"


def read(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def main():
    reasons_path, messages_path, paste_path, words_path, header_path, output = sys.argv[1:]
    reasons, header = json.loads(read(reasons_path)), read(header_path)
    check_reasons(reasons, header)
    parts = [HEAD, table("ReasonText reason_texts", reason_rows(reasons)),
             message_tables(messages.read(messages_path, reasons[:-1]))]
    parts += paste_tables(json.loads(read(paste_path)))
    parts += word_tables(json.loads(read(words_path)), header)
    with open(output, "w", encoding="ascii") as file:
        file.write("".join(parts))


if __name__ == "__main__":
    try:
        main()
    except (ValueError, KeyError, OSError) as error:
        sys.exit(f"{sys.argv[0]}: {error}")
