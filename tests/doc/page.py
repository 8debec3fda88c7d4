# SPDX-License-Identifier: LGPL-2.1-or-later
"""The texts as a test reads them: sections and entries of a man page's source, and blocks of code.

A comment right before a block has what only the test needs: `; test: WORDS` in a man page's source,
`<!-- test: WORDS -->` in Markdown. The words are explained in transcript.py.
"""

import re
from dataclasses import dataclass, field


@dataclass
class Block:
    place: str  # FILE:LINE, for messages
    lines: list
    hints: dict = field(default_factory=dict)

    @property
    def text(self):
        return "".join(line + "\n" for line in self.lines)

    @property
    def file_name(self):
        """The name in the comment that opens a file's text, or None."""
        match = re.match(r"(?://|#|/\*) ([\w-]+\.(?:c|py|dts))\b", self.lines[0])
        return match[1] if match else None

    @property
    def is_transcript(self):
        return self.lines[0].startswith("$ ")


def parse_hints(words):
    """`folded then=a then=b` as {"folded": [""], "then": ["a", "b"]}"""
    hints = {}
    for word in words.split():
        name, _, value = word.partition("=")
        hints.setdefault(name, []).append(value)
    return hints


def unescape(line):
    """As scdoc does in a literal block, where two backslashes mean one."""
    return re.sub(r"\\(.?)", r"\1", line)


def blocks_of_page(path):
    """The literal blocks of a page's source, as the page shows them."""
    blocks, hints, block = [], {}, None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.strip() == "```":
            if block is None:
                block, hints = Block(f"{path.name}:{number}", [], hints), {}
            else:
                blocks.append(block)
                block = None
        elif block is not None:
            block.lines.append(unescape(line))
        elif line.startswith("; test:"):
            hints = parse_hints(line.removeprefix("; test:"))
    return blocks


def blocks_of_markdown(path):
    """The indented blocks of a Markdown file."""
    blocks, hints, inside = [], {}, False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        comment = re.fullmatch(r"<!-- test:(.*)-->", line)
        if line.startswith("    "):
            if not inside:
                blocks.append(Block(f"{path.name}:{number}", [], hints))
                inside, hints = True, {}
            blocks[-1].lines.append(line[4:])
        elif line:
            inside = False
        elif inside:
            blocks[-1].lines.append("")
        if comment:
            hints = parse_hints(comment[1])
    for block in blocks:
        while not block.lines[-1]:
            block.lines.pop()
    return blocks


def sections(path):
    """Heading -> the lines below it, of a page's source."""
    found, heading = {}, None
    for line in path.read_text().splitlines():
        if line.startswith("# "):
            heading = line.removeprefix("# ")
            found[heading] = []
        elif heading:
            found[heading].append(line)
    return found


def entries(lines, depth=0):
    """(head, lines below it) of each entry: a line at that depth that has deeper ones under it."""
    found, inside = [], False
    for line, following in zip(lines, lines[1:] + [""]):
        here = len(line) - len(line.lstrip("\t"))
        if line and here <= depth:
            inside = here == depth and following.startswith("\t" * (depth + 1))
            if inside:
                found.append((line.strip(), []))
        elif inside:
            found[-1][1].append(line)
    return found


def bold(head):
    """What is bold in an entry's head."""
    return re.findall(r"\*([^*]+)\*", head)
