# SPDX-License-Identifier: LGPL-2.1-or-later
"""Archives in the form that Linux unpacks as its first root."""

import command


def pack(tree, target):
    """All files of tree, as root's; those of the archive's own folders are made so as they are in tree."""
    script = 'find . -mindepth 1 -print0 | cpio --quiet --null --create --format=newc --owner=+0:+0 --file="$1"'
    command.run(['sh', '-euc', script, 'pack', target], cwd=tree)


def pack_compressed(tree, target):
    """As above. Firmware limits the size of what it loads: 128 MiB on powernv."""
    plain = target.with_suffix('')
    pack(tree, plain)
    command.run(['zstd', '--quiet', '-9', '--threads=0', '--rm', plain, '-o', target])


def join(archives, target):
    """Linux unpacks one archive after the other, each from an offset that can be divided by four."""
    with open(target, 'wb') as joined:
        for archive in archives:
            content = archive.read_bytes()
            joined.write(content + b'\0' * (-len(content) % 4))
