/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The members of org.ppc.Compat1 as sd-bus calls them. Who connects, and to what, is bus.c's. */
#pragma once

#include <systemd/sd-bus.h>

#include "manager.h"

typedef struct Interface Interface;

/* Keeps the manager, which must outlive it. 0 or a negative errno. */
int interface_new(Manager *manager, Interface **ret_interface);

/* Takes NULL, returns NULL. */
Interface *interface_free(Interface *interface);

/* Puts the object on a connection, in place of the one before; NULL takes it off. 0 or a negative errno. */
int interface_attach(Interface *interface, sd_bus *bus);

/* Signals what differs between two records; nothing without a connection. Returns 0 or a negative errno. */
int interface_emit_changes(Interface *interface, const Record *previous, const Record *record);

/* Answers all callers that wait for a refresh. */
void interface_answer_refreshes(Interface *interface);
