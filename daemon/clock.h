/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What time it is, in microseconds. Not the event loop's time, which is that of the moment when it woke up: a slow
 * disk may have been waited for since.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* What is younger counts as new. */
#define CLOCK_FRESH_USEC (1000 * 1000ULL)

static inline uint64_t clock_now(clockid_t clock) {
        struct timespec now = {0};

        clock_gettime(clock, &now);
        return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* since: of CLOCK_BOOTTIME, which goes on while the machine sleeps. */
static inline bool clock_is_fresh(uint64_t since) {
        return clock_now(CLOCK_BOOTTIME) - since < CLOCK_FRESH_USEC;
}
