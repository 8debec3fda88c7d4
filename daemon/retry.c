/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "retry.h"

#include "clock.h"

#define FIRST_USEC (1000 * 1000ULL)
#define DOUBLINGS_MAX 7

void retry_begin(Retry *retry) {
        retry->doublings = 0;
}

int retry_plan(Retry *retry, sd_event *event, sd_event_time_handler_t handler, void *userdata) {
        uint64_t usec = clock_now(CLOCK_MONOTONIC) + (FIRST_USEC << retry->doublings);

        retry_stop(retry);
        if (retry->doublings < DOUBLINGS_MAX)
                retry->doublings++;
        return sd_event_add_time(event, &retry->timer, CLOCK_MONOTONIC, usec, 1000, handler, userdata);
}

void retry_stop(Retry *retry) {
        retry->timer = sd_event_source_disable_unref(retry->timer);
}
