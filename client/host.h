/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the daemon says of its host, as plain values. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-bus.h>

#include "where.h"

/* The properties of org.ppc.Compat1 by their names; strings are printable ASCII. */
typedef struct Host {
        char **compat_modes;
        char *recommended_mode;
        char *host_mode;
        char *processor_model;
        char *platform;
        char *state;
        char *reason;
        char *source;
        char *last_trigger;
        char *version;
        uint64_t generation;
        uint64_t last_change; /* microseconds of CLOCK_REALTIME, 0 for never */
        uint32_t host_logical_pvr;
        uint32_t processor_pvr;
} Host;

void host_clear(Host *host);

/*
 * Reads a dictionary a{sv} of properties into the host; those that are not of interest are skipped. With complete,
 * each one in Host has to be there. 0, or a negative errno for an answer that is not what the interface says, after
 * which the host is only fit for host_clear().
 */
int host_read(sd_bus_message *message, bool complete, Host *host);

/* Asks the daemon for all. Complains itself. The host is to be cleared in either case. */
bool host_get(const Where *where, sd_bus *bus, Host *ret_host);

/* The same on a connection of its own. */
bool host_fetch(const Where *where, Host *ret_host);

/* The same in silence, and within two seconds: for those who can do without. */
bool host_try_get(sd_bus *bus, Host *ret_host);
bool host_try_fetch(const Where *where, Host *ret_host);
