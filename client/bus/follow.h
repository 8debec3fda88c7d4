/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Follows the daemon on the bus: when it comes, when it goes, when it says that something changed. Never starts it.
 */
#pragma once

#include <stdbool.h>

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "failure.h"
#include "where.h"

typedef struct Follow {
        sd_bus *bus;
        sd_event *event;
        bool ended;
        void (*on_come)(void *userdata);
        void (*on_go)(void *userdata);
        /* The properties that changed, as host_update() takes them. */
        void (*on_change)(sd_bus_message *properties, void *userdata);
        void *userdata;
} Follow;

/*
 * Connects and subscribes; the handlers are set before, and none is called yet. What the daemon says from here on is
 * not lost. To be cleared in either case.
 */
int follow_open(Follow *follow, const Where *where, uint64_t deadline, Failure *failure);

/*
 * Calls the handlers until a signal ends it, which is 0, or follow_end(), or the loss of the bus. Only the last is a
 * failure to report.
 */
int follow_run(Follow *follow, Failure *failure);

/* For handlers that have failed, and reported it. */
void follow_end(Follow *follow);

void follow_clear(Follow *follow);
