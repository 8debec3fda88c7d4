#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Devices of umockdev, and who sends their events. Run as a program by umockdev-wrapper: it prints the folder of the devices,
and then sends, for each line of DEVICE ACTION COUNT, so many events and says when it has.
"""

import os
import subprocess
import sys

TAGS = ["TAGS", ":ppc-compatd:", "CURRENT_TAGS", ":ppc-compatd:"]
# Subsystem, name, and whether the udev rules tag it.
DEVICES = {"cpu": ("cpu", "cpu1", TAGS), "module": ("module", "kvm_hv", TAGS), "kvm": ("misc", "kvm", [])}


class Uevents:
    """For the tests. The devices are those of a process of its own, since umockdev has to be preloaded into it."""

    preload = "libumockdev-preload.so.0"

    def __init__(self):
        self.process = subprocess.Popen(["umockdev-wrapper", "/usr/bin/python3", "-B", __file__], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.environment = {"UMOCKDEV_DIR": self.process.stdout.readline().strip()}

    def send(self, device, action, count=1):
        self.process.stdin.write(f"{device} {action} {count}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "sent\n"

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        assert self.process.wait(10) == 0


def main():
    import gi
    gi.require_version("UMockdev", "1.0")
    from gi.repository import UMockdev

    testbed = UMockdev.Testbed.new()
    # The daemon, of another user, makes its socket there.
    os.chmod(testbed.get_root_dir(), 0o777)
    paths = {name: testbed.add_device(subsystem, device, None, [], properties)
             for name, (subsystem, device, properties) in DEVICES.items()}
    print(testbed.get_root_dir(), flush=True)
    for line in sys.stdin:
        device, action, count = line.split()
        for _ in range(int(count)):
            testbed.uevent(paths[device], action)
        print("sent", flush=True)


if __name__ == "__main__":
    main()
