/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The object with the members of org.ppc.Compat1, as sd-bus calls them. Who connects, and to what, is bus.c's. */
#pragma once

#include <systemd/sd-bus.h>

#include "manager.h"

typedef struct Object Object;

/* Keeps the manager, which must outlive it. 0 or a negative errno. */
int object_new(Manager *manager, Object **ret_object);

/* Takes NULL, returns NULL. */
Object *object_free(Object *object);

/* Puts the object on a connection, in place of the one before; NULL takes it off. 0 or a negative errno. */
int object_attach(Object *object, sd_bus *bus);

/* Signals what differs between two records; nothing without a connection. Returns 0 or a negative errno. */
int object_emit_changes(Object *object, const Record *previous, const Record *record);

/* Answers all callers that wait for a refresh. */
void object_answer_refreshes(Object *object);
