#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Turns a catalogue of gettext into the two files that Cockpit reads: po.LANG.js for the page, and for the menu
po.manifest.LANG.js, which newer versions of Cockpit read in its place.

Usage: po-js.py MSGFMT LANG.po MANIFEST.json PAGE.js MENU.js
"""

import json
import re
import struct
import subprocess
import sys


def read_catalogue(msgfmt, path):
    """msgid -> msgstr, as msgfmt understands the file; what is not translated is left out."""
    command = [msgfmt, "--check-format", "--check-domain", "--endianness=little", "--output-file=-", path]
    blob = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    magic, _, count, originals, translations = struct.unpack_from("<5I", blob)
    if magic != 0x950412DE:
        raise ValueError("msgfmt did not write a catalogue")

    def text(table, number):
        length, offset = struct.unpack_from("<2I", blob, table + 8 * number)
        return blob[offset:offset + length].decode("utf-8")

    return {text(originals, number): text(translations, number) for number in range(count)}


def plural_forms(header):
    match = re.search(r"^Plural-Forms: *nplurals=\d+; *plural=([n\d ()!=<>&|?:%]+);", header, re.MULTILINE)
    if not match:
        raise ValueError("no sound Plural-Forms")
    return f"n => {match[1]}"


def language(header):
    return re.search(r"^Language: *(\w+)", header, re.MULTILINE)[1]


def locale_call(header, entries):
    direction = "rtl" if language(header) in ("ar", "fa", "he", "ur") else "ltr"
    lines = [f' "": {{"plural-forms": {plural_forms(header)}, "language": "{language(header)}", '
             f'"language-direction": "{direction}"}}']
    for original, translation in entries.items():
        # cockpit.js knows a plural by its singular, and passes over the first of the list.
        key = original.split("\0")[0]
        lines.append(f" {json.dumps(key)}: {json.dumps([None, *translation.split(chr(0))], ensure_ascii=False)}")
    return "cockpit.locale({\n" + ",\n".join(lines) + "\n});\n"


def menu_labels(manifest):
    return {item["label"] for section in ("menu", "tools") for item in manifest.get(section, {}).values()}


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write("// Made from the translations; do not edit.\n" + text)


def main():
    msgfmt, catalogue, manifest, page, menu = sys.argv[1:]
    entries = read_catalogue(msgfmt, catalogue)
    header = entries.pop("")
    with open(manifest, encoding="utf-8") as file:
        labels = menu_labels(json.load(file))
    # Cockpit 287 takes the menu's labels, too, from the page's file.
    write(page, locale_call(header, entries))
    write(menu, locale_call(header, {key: value for key, value in entries.items() if key in labels}))


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"{sys.argv[0]}: {error}")
