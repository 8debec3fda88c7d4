# SPDX-License-Identifier: LGPL-2.1-or-later
"""
A live device tree as files: that of a PowerVM LPAR. Its processors have every eighth address, and a level 2 and a level 3
cache each, which are children of /cpus too.
"""


class Tree:
    def __init__(self, place, cpu_version, cpus=1):
        self.directory = place / "device-tree"
        self.spare = place / "spare-property"
        (self.directory / "cpus").mkdir(parents=True)
        (self.directory / "compatible").write_bytes(b"IBM,9080-HEX\0")
        (self.directory / "device_type").write_bytes(b"chrp\0")
        (self.directory / "ibm,partition-name").write_bytes(b"lpar\0")
        (self.directory / "hmc-managed?").write_bytes(b"\0\0\0\1")
        self.nodes = [self.directory / "cpus" / f"PowerPC,POWER11@{8 * number:x}" for number in range(cpus)]
        for number, node in enumerate(self.nodes):
            node.mkdir()
            (node / "device_type").write_bytes(b"cpu\0")
            (node / "64-bit").write_bytes(b"")
            (node / "reg").write_bytes((8 * number).to_bytes(4, "big"))
            self.add_cache(f"l2-cache@{0x2000 + 3 * number:x}")
            self.add_cache(f"l3-cache@{0x3100 + 3 * number:x}")
        self.set_cpu_version(cpu_version)

    def add_cache(self, name):
        node = self.directory / "cpus" / name
        node.mkdir()
        (node / "device_type").write_bytes(b"cache\0")
        (node / "cache-unified").write_bytes(b"")
        (node / "status").write_bytes(b"okay\0")

    def set_cpu_version(self, value):
        """As the kernel replaces a property: the file is removed, and a whole new one is made."""
        for node in self.nodes:
            self.spare.write_bytes(value.to_bytes(4, "big"))
            (node / "cpu-version").unlink(missing_ok=True)
            self.spare.rename(node / "cpu-version")

    def replace_cpu_version(self, value):
        """In one step, so that it is never missing."""
        for node in self.nodes:
            self.spare.write_bytes(value.to_bytes(4, "big"))
            self.spare.rename(node / "cpu-version")
