#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a fuzz target, linked with examples.c, over its seeds and so many changed copies of each.

Usage: examples.py TARGET PROGRAM COUNT
"""

import pathlib
import subprocess
import sys
import tempfile

from seeds import write_seeds


def main(target, program, count):
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run([program, count, *write_seeds(target, pathlib.Path(folder))]).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
