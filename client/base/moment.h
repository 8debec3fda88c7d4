/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moments as a person reads them, in the way systemctl writes them. Times are microseconds of CLOCK_REALTIME. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Large enough for either text. */
#define MOMENT_SIZE 64

uint64_t moment_now(void);

/* "Mon 2026-11-23 10:12:03 UTC", in the local time zone; "never" for 0. */
void moment_format(uint64_t moment, char *buffer, size_t size);

/* "5min ago", "2h 3min ago", "4 days ago"; empty for 0 and for what is yet to come. */
void moment_format_ago(uint64_t moment, uint64_t now, char *buffer, size_t size);
