/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fills a Host from what the daemon sends, all or nothing. 0, or a negative errno with the host as it was. */
#pragma once

#include <stdint.h>

#include <systemd/sd-bus.h>

#include "failure.h"
#include "host.h"
#include "where.h"

/* From a dictionary a{sv} of all properties. */
int host_read(sd_bus_message *message, Host *ret_host);

/*
 * From a dictionary of those that changed, if it is of a newer generation than the host: then 1. Else it was on its
 * way when all was read, or has no news, and 0 comes back.
 */
int host_update(sd_bus_message *message, Host *host);

/* Asks the daemon for all. */
int host_get(sd_bus *bus, uint64_t deadline, Failure *failure, Host *ret_host);

/* The same on a connection of its own. */
int host_fetch(const Where *where, uint64_t deadline, Failure *failure, Host *ret_host);

/* The daemon's own description of everything, in JSON; to be freed. */
int host_describe(const Where *where, uint64_t deadline, Failure *failure, char **ret_text);
