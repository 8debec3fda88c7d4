/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A machine that sleeps, for a preloaded program: CLOCK_BOOTTIME is ahead by as many seconds as the file SLEEPCLOCK
 * says, as it is after a sleep, in which CLOCK_MONOTONIC stands still. Nothing else of a sleep is simulated.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "macros.h"

static long seconds_asleep(void) {
        const char *path = getenv("SLEEPCLOCK");
        CLEANUP(fclosep) FILE *file = path ? fopen(path, "r") : NULL;
        long seconds = 0;

        return file && fscanf(file, "%ld", &seconds) == 1 ? seconds : 0;
}

int clock_gettime(clockid_t clock, struct timespec *ret_now) {
        static int (*real)(clockid_t, struct timespec *);
        int r;

        if (!real)
                real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
        r = real(clock, ret_now);
        if (r == 0 && clock == CLOCK_BOOTTIME)
                ret_now->tv_sec += seconds_asleep();
        return r;
}
