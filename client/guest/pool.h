/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One guest on several hosts: the mode in which it starts on each of them, and moves there and back. */
#pragma once

#include "verdict.h"

/*
 * The newest mode that does it, with the change that gives it to the guest. hosts[0] is where the guest is now. 0 if
 * there is none; then *ret_change is not set.
 */
unsigned pool_find_mode(const Wish *wish, const GuestHost *const *hosts, unsigned count, Change *ret_change);
