/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The service on the bus: takes the name once the manager has a record, answers readers, and announces
 * changes. If the bus is not there or goes away, it waits.
 */
#pragma once

#include <systemd/sd-event.h>

#include "manager.h"

typedef struct Bus Bus;

/*
 * Keeps event and manager, which must outlive it, and becomes the manager's listener. address: of a bus other than
 * the system's, NULL for that. Ends the event loop with EXIT_FAILURE where the name belongs to somebody else. 0 or a
 * negative errno.
 */
int bus_new(sd_event *event, Manager *manager, const char *address, Bus **ret_bus);

/* Gives the name back. Takes NULL, returns NULL. */
Bus *bus_free(Bus *bus);
