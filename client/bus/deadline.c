/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "deadline.h"

#include <time.h>

#define SECOND UINT64_C(1000000)

static uint64_t now(void) {
        struct timespec time;

        clock_gettime(CLOCK_MONOTONIC, &time);
        return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec / 1000;
}

uint64_t deadline_after(uint64_t usec) {
        return now() + usec;
}

uint64_t deadline_patient(void) {
        return deadline_after(25 * SECOND);
}

uint64_t deadline_of_person(void) {
        return deadline_after(120 * SECOND);
}

uint64_t deadline_brief(const Where *where) {
        return where->host ? deadline_patient() : deadline_after(2 * SECOND);
}

uint64_t deadline_left(uint64_t deadline) {
        uint64_t moment = now();

        return moment < deadline ? deadline - moment : 0;
}
