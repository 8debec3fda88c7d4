#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes a man page out of its source in scdoc's language.

Usage: make-page.py SCDOC VERSION OUTPUT OUTPUT.scd PAGE.scd TABLE.json... INTERFACE.xml

@VERSION@ is replaced by the version, a line such as @REASONS@ by the entries of the table reasons.json, and a line such
as @CompatModes@ by the entry of that member of the interface. In verdicts.json are two tables, @VERDICTS@ and @NOTES@.
OUTPUT.scd is the source that scdoc was given.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parent.parent / "client" / "text"))
import messages  # noqa: E402


def escape(text):
    """A dash that comes first would begin a list."""
    return re.sub(r"[\\*_]|^-", r"\\\g<0>", text)


def entry(row):
    """The word, which comes first, its meaning, and what to do; where that depends on the platform, each of them."""
    word = next(iter(row.values()))
    special = row.get("action_on", {})
    paragraphs = [escape(row["meaning"])]
    paragraphs += [f"On _{platform}_: {escape(action)}" for platform, action in special.items()]
    if "action" in row:
        paragraphs.append(("Elsewhere: " if special else "What to do: ") + escape(row["action"]))
    return f"*{escape(word)}*\n" + "\n\n".join("\t" + paragraph for paragraph in paragraphs)


def has_word(row):
    """All but the general row of reasons.json, which is for words that are not known."""
    return next(iter(row.values())) is not None


def tables_of(path):
    """By the names of their placeholders."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if path.stem == "verdicts":
        return {"VERDICTS": data["reasons"], "NOTES": data["notes"]}
    if path.stem == "messages":
        data = messages.general_rows(data)
    return {path.stem.upper(): data}


def option_entry(option):
    paragraphs = [f"QEMU {option['qemu']}" + (f", libvirt {option['libvirt']}: " if "libvirt" in option else "")
                  + escape(" ".join(option.get("libvirt-xml", "").split()))]
    if option.get("unsafe"):
        paragraphs.append("Unsafe: the programs of a guest can read each other's secrets.")
    return f"*{escape(option['option'])}*\n" + "\n\n".join("\t" + paragraph for paragraph in paragraphs)


def entries(table):
    """paste.json is an object, with the options among others."""
    return [option_entry(option) for option in table["options"]] if isinstance(table, dict) else [entry(row) for row in table if has_word(row)]


SIGNALLED = {"true": "signalled", "false": "not signalled", "const": "constant"}


def arguments(member, direction):
    return ", ".join(f"{argument.get('type')} {escape(argument.get('name'))}" for argument in member.iter("arg")
                     if argument.get("direction", "out") == direction)


def member_head(member):
    name = f"*{member.get('name')}*"
    if member.tag == "property":
        return f"{name} ({member.get('type')}, {SIGNALLED[member.find('annotation').get('value')]})"
    if member.tag == "signal":
        return f"{name}({arguments(member, 'out')})"
    return f"{name}({arguments(member, 'in')}) -> ({arguments(member, 'out')})"


def member_entry(member, comment):
    """Of the comment before it: paragraphs, "- word: meaning" for each word of a list, "@name: meaning" of arguments."""
    lines = []
    texts = re.split(r"\n\n|\n(?=\s*(?:- |@))", comment)
    for text in sorted(texts, key=lambda text: text.lstrip().startswith("@")):
        text = re.sub(r"#org\.ppc\.Compat1:(\w+)", r"_\1_", escape(" ".join(text.split())))
        word = re.fullmatch(r"(?:\\- |@)([\w\\-]+): (.*)", text)
        lines.append(f"\t*{word[1]}*\n\t\t{word[2]}" if word else f"\t{text}\n")
    return f"{member_head(member)}\n" + "\n".join(lines).rstrip("\n")


def fill_members(text, path):
    source = path.read_text(encoding="utf-8")
    for member in ElementTree.fromstring(source).find("interface"):
        name = member.get("name")
        comment = re.search(rf"<!--\s*{name}:\n(.*?)\s*-->", source, re.DOTALL)[1]
        text = text.replace(f"\n@{name}@\n", f"\n{member_entry(member, comment)}\n")
    return text


def fill(text, version, paths):
    *paths, interface = paths
    text = fill_members(text, interface)
    for path in paths:
        for name, rows in tables_of(path).items():
            filled = "\n\n".join(entries(rows))
            text = text.replace(f"\n@{name}@\n", f"\n{filled}\n")
    return text.replace("@VERSION@", version)


def keep_names_whole(page):
    """No name is broken at the end of a line, and a dash stays the one of the keyboard, so that all can be copied.

    scdoc 1.11.2 leaves the dashes to the formatter, and switches hyphenation off before .TH switches it on again. 1.11.5
    has escaped the dashes.
    """
    lines = page.splitlines(keepends=True)
    lines = [line if line.startswith((".", "\\h'")) else re.sub(r"(\\.)|-", lambda found: found[1] or "\\-", line)
             for line in lines]
    return re.sub(r"^\.TH .*\n", r"\g<0>.nh\n", "".join(lines), count=1, flags=re.MULTILINE)


def main():
    scdoc, version, page, filled, source, *tables = sys.argv[1:]
    text = fill(Path(source).read_text(encoding="utf-8"), version, [Path(table) for table in tables])
    Path(filled).write_text(text, encoding="utf-8")
    result = subprocess.run([scdoc], input=text, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if result.returncode != 0:
        sys.exit(f"{source}: scdoc does not take it")
    Path(page).write_text(keep_names_whole(result.stdout), encoding="utf-8")


if __name__ == "__main__":
    main()
