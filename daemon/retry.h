/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When to try again what has failed: after one second, then after twice as long each time, up to 128 seconds. */
#pragma once

#include <systemd/sd-event.h>

/* One of zeros is as one that was begun. */
typedef struct Retry {
        sd_event_source *timer;
        unsigned doublings;
} Retry;

/* The next failure is the first one. */
void retry_begin(Retry *retry);

/* Plans to try again; 0 or a negative errno. */
int retry_plan(Retry *retry, sd_event *event, sd_event_time_handler_t handler, void *userdata);

/* Whatever was planned. */
void retry_stop(Retry *retry);
