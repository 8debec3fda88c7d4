# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests for tests: domains of libvirt and command lines of QEMU, and hosts to judge them."""

PASSTHROUGH = "<cpu mode='host-passthrough' check='none'/>"
QEMU = "qemu-system-ppc64 -machine pseries,accel=kvm"

# What the stand-in for the daemon says, beside what it says by itself: Power11 in POWER10 mode on PowerVM.
HOSTS = {
    "p11-as-p10": {},
    "p11": {"HostMode": "power11", "CompatModes": ["power11", "power10", "power9"]},
    "p10": {"ProcessorModel": "power10", "ProcessorPVR": 0x00800200},
    "p9": {"ProcessorModel": "power9", "ProcessorPVR": 0x004E1202, "HostMode": "power9", "CompatModes": ["power9"],
           "RecommendedMode": "power9", "Platform": "powernv", "TrialModes": []},
    "p9-tried": {"ProcessorModel": "power9", "ProcessorPVR": 0x004E1202, "HostMode": "power9", "CompatModes": ["power9"],
                 "RecommendedMode": "power9", "Platform": "powernv", "TrialModes": ["power9", "power8"]},
    "moved": {"State": "degraded", "Reason": "kvm-stale", "TrialModes": ["power11", "power10", "power9"]},
    "no-kvm": {"CompatModes": [], "RecommendedMode": "", "State": "unavailable", "Reason": "no-kvm-hv",
               "Source": "none", "TrialModes": []},
    "timeout": {"CompatModes": [], "RecommendedMode": "", "State": "degraded", "Reason": "kvm-timeout",
                "Source": "none", "TrialModes": []},
    "needy": {"HostMode": "power11", "CompatModes": ["power11", "power10"],
              "MachineOptions": {"cap-ccf-assist": "off", "cap-cfpc": "broken", "x-new": "1"}},
}


def mode(word):
    return f"<cpu mode='host-model'><model>{word}</model></cpu>"


def domain(cpu="", name="web", kind="kvm"):
    return f"""\
<domain type='{kind}'>
  <name>{name}</name>
  <!-- kept -->
  <os>
    <type arch='ppc64le' machine='pseries-10.0'>hvm</type>
  </os>
  {cpu}
  <vcpu  placement='static'>4</vcpu>
</domain>
"""
