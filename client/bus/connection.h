/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The way to the daemon: which bus, and calls, which start the daemon only on request. Nothing here prints: each
 * returns a negative errno, and the failure, which may be NULL, says why.
 */
#pragma once

#include <stdint.h>

#include <systemd/sd-bus.h>

#include "failure.h"
#include "where.h"

/* Connects to the bus, and returns once it has let us in. To be closed without flushing, which knows no deadline. */
int connection_open(const Where *where, uint64_t deadline, Failure *failure, sd_bus **ret_bus);

/* Calls a method of the daemon and waits for the answer. Types and arguments are those of sd_bus_message_append(). */
int connection_call(sd_bus *bus, uint64_t deadline, Failure *failure, const char *interface, const char *method,
                    sd_bus_message **ret_reply, const char *types, ...);

/*
 * As connection_call() without waiting for the answer: it returns once the daemon has taken the call, so that what it
 * refuses at once is still a failure.
 */
int connection_start(sd_bus *bus, uint64_t deadline, Failure *failure, const char *interface, const char *method,
                     const char *types, ...);

/* 1 if the daemon is on the bus, 0 if not. */
int connection_has_daemon(sd_bus *bus, uint64_t deadline, Failure *failure);

/* Has the bus start the daemon, and waits until it is there. A daemon without a service file fails this. */
int connection_wake_daemon(sd_bus *bus, uint64_t deadline, Failure *failure);
