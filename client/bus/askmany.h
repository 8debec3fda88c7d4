/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks many hosts at the same time. */
#pragma once

#include <stddef.h>

#include "remotehost.h"

/* In seconds; the default. */
#define ASK_MANY_TIMEOUT 10

/*
 * Asks each peer, for no longer than the timeout in seconds, and ends when each has answered or has an error. The
 * names are set before. A negative errno where not even that could be done.
 */
int ask_many(RemoteHost *peers, size_t count, const Where *where, unsigned timeout);
