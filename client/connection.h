/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The way to the daemon: which bus, and calls that never start it. All here complain themselves, but for those that
 * try. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-bus.h>

#include "where.h"

/* Opens the bus where it is asked. */
bool connection_open(const Where *where, sd_bus **ret_bus);

/* The same in silence: a negative errno where that fails. */
int connection_try_open(const Where *where, sd_bus **ret_bus);

/* Calls a method of the daemon and waits for the answer. Types and arguments are those of sd_bus_message_append(). */
bool connection_call(const Where *where, sd_bus *bus, const char *interface, const char *method,
                     sd_bus_message **ret_reply, const char *types, ...);

/* The same in silence, and for no longer than that. */
int connection_try_call(sd_bus *bus, uint64_t usec, const char *interface, const char *method,
                        sd_bus_message **ret_reply, const char *types, ...);

/*
 * As connection_call() without waiting for the answer: it returns once the daemon has taken the call, so that what it
 * refuses at once is still told.
 */
bool connection_start(const Where *where, sd_bus *bus, const char *interface, const char *method, const char *types,
                      ...);

/* Whether the daemon is on the bus; false with *ret_failed set where that could not be found out. */
bool connection_has_daemon(const Where *where, sd_bus *bus, bool *ret_failed);
