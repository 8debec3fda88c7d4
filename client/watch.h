/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Follows the daemon on the bus: when it comes, when it goes, when it says that something changed. Never starts it.
 */
#pragma once

#include <stdbool.h>

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "where.h"

typedef struct Watch {
        const Where *where;
        sd_bus *bus;
        sd_event *event;
        bool ended;
        void (*on_come)(void *userdata);
        void (*on_go)(void *userdata);
        /* The properties that changed, as host_read() takes them. */
        void (*on_change)(sd_bus_message *properties, void *userdata);
        void *userdata;
} Watch;

/*
 * Connects and subscribes; where and handlers are set before, and nothing is handled yet. What the daemon says from
 * here on is not lost. Complains itself. To be cleared in either case.
 */
bool watch_open(Watch *watch);

/* Handles what comes until a signal or watch_end() ends it, or the bus is gone, of which it complains. The exit
 * status. */
int watch_run(Watch *watch);

/* For handlers that have failed, and complained. */
void watch_end(Watch *watch);

void watch_clear(Watch *watch);
