/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Can a guest move live from one host to another? As verdict.h, a pure function. A guest keeps the mode that its
 * system took at its boot. With a cap that is the cap; without one no XML shows it.
 */
#pragma once

#include "verdict.h"

Verdict move_judge(const Wish *wish, const GuestHost *from, const GuestHost *to);
