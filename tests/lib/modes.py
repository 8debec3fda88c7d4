# SPDX-License-Identifier: LGPL-2.1-or-later
"""Masks, cpu-versions and lists of modes by name."""

POWER9 = 1 << 62
POWER10 = 1 << 61
POWER11 = 1 << 60

UP_TO_9 = POWER9
UP_TO_10 = POWER9 | POWER10
UP_TO_11 = POWER9 | POWER10 | POWER11

NAMES_UP_TO_9 = ["power9"]
NAMES_UP_TO_10 = ["power10", "power9"]
NAMES_UP_TO_11 = ["power11", "power10", "power9"]

LOGICAL_9 = 0x0F000005
LOGICAL_10 = 0x0F000006
LOGICAL_11 = 0x0F000007
