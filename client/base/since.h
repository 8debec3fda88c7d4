/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A moment in the past, as a person writes it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * "2026-11-23", "2026-11-23 10:12", "10:12:03", "today", "yesterday", "-2h" or "2h ago" (s, min, h or d), in the
 * local time zone and seen from now, in microseconds of CLOCK_REALTIME. False for any other text.
 */
bool since_parse(const char *text, uint64_t now, uint64_t *ret_moment);
