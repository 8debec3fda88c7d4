# SPDX-License-Identifier: LGPL-2.1-or-later
"""messages.json as tables: patterns, choices of texts with the advice that they share, and what a page shows.

A text is a string, or a list of choices {"when", "text"} that ends with a string. "@name" in it is replaced by an advice, and
{name|otherwise} for a value of the case. A key has gaps, {name}, for what differs from one case to the next.
"""

import json
import re

START, GAP, REACH, PATTERNS, LETTERS_MIN = 4, 48, 512, 512, 12
FLAGS = {"wrapper", "common"}


def letters(key):
    """As letters_fold() leaves it, with the gaps."""
    pieces = re.split(r"(\{[a-z]+\})", key)
    folded = "".join(piece if piece.startswith("{") else re.sub("[^a-z0-9]", "", piece.lower()) for piece in pieces)
    fixed, gaps = re.subn(r"\{[a-z]+\}", "", folded)
    if len(folded.split("{")[0]) < START or len(fixed) + gaps * GAP > REACH or "}{" in folded:
        raise ValueError(f"no pattern can be made of {key!r}")
    return folded


def patterns(data):
    """Rows of kind, owner, letters and text; of those that start alike, the first is the one that is found."""
    for kind, rows in (("PATTERN_MESSAGE", data["messages"]), ("PATTERN_CLUE", data["clues"])):
        for owner, row in enumerate(rows):
            for key in row["keys"]:
                folded = letters(key)
                if kind == "PATTERN_MESSAGE" and len(re.sub(r"\{[a-z]+\}", "", folded)) < LETTERS_MIN:
                    raise ValueError(f"{key!r} is too short to mean anything")
                yield kind, owner, folded, key
    for owner, reason in enumerate(data["reasons"]):
        yield "PATTERN_REASON", owner, letters(reason), reason
    yield "PATTERN_PROGRAM", 0, letters("qemu-system-{arch}"), "qemu-system-{arch}"
    for kind, keys in (("PATTERN_STRANGER", data["strangers"]), ("PATTERN_NATIVE", data["natives"])):
        for key in keys:
            yield kind, 0, letters(key), key


def choices(text, advice):
    """Pairs of a condition, None for the last, and a text, with the advice put in."""
    listed = text if isinstance(text, list) else [text]
    for choice in listed:
        when, words = (choice["when"], choice["text"]) if isinstance(choice, dict) else ("", choice)
        name = re.search(r"@([a-z-]+)", words)
        inner = choices(advice[name[1]], advice) if name else [(None, "")]
        for also, more in inner:
            both = " ".join(filter(None, (when, also)))
            yield both or None, words.replace(name[0], more) if name else words
    if isinstance(listed[-1], dict):
        raise ValueError(f"a last choice without a condition is missing after {listed[-1]['text']!r}")


def check(data):
    for row in data["messages"]:
        unknown = set(row) - FLAGS - {"keys", "meaning", "action", "unless_next"}
        if unknown:
            raise ValueError(f"{row['keys'][0]}: {unknown} means nothing")
    keys = [key for row in data["messages"] for key in row["keys"]]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise ValueError(f"these keys are there twice: {twice}")


def read(path, reasons):
    with open(path, encoding="ascii") as file:
        data = json.load(file)
    data["reasons"] = [row["reason"] for row in reasons]
    check(data)
    return data


def show_key(key):
    return re.sub(r"\{[a-z]+\}", "...", key)


def general(text, advice):
    """What is said where nothing is known of the host and of the case."""
    last = [words for when, words in choices(text, advice) if when is None][0]
    return re.sub(r"\{[a-z0-9-]+(?:\|([^}]*))?\}", lambda gap: gap[1] or "", last)


def general_rows(data):
    """A row of plain texts for each message."""
    for row in data["messages"]:
        yield {"error": show_key(row["keys"][0])} | {key: general(row[key], data["advice"])
                                                     for key in ("meaning", "action")}
