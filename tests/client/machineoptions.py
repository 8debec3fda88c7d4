# SPDX-License-Identifier: LGPL-2.1-or-later
"""Options of QEMU's machine that a host may need."""

import re

# All that a daemon can ask for, in another order than that of any table.
OPTIONS = {"cap-dawr1": "off", "cap-cfpc": "broken", "cap-sbbc": "broken", "cap-ibs": "broken",
           "cap-hpt-max-page-size": "4k", "cap-large-decr": "off", "cap-ccf-assist": "off", "cap-fwnmi": "off",
           "cap-ail-mode-3": "off"}


def options_of(line):
    return re.search(r"max-cpu-compat=\w+,?(\S*)", line)[1].split(",")
