/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a caller is permitted: root is, polkit decides about others. Nothing here waits for the bus. */
#pragma once

#include <systemd/sd-bus.h>

typedef struct Permissions Permissions;

/* result: 0 allowed; else a negative errno, and error says why in words that the sender can be given. */
typedef void (*PermissionDecided)(sd_bus_message *call, int result, const sd_bus_error *error, void *userdata);

/* The action and userdata outlive the permissions. 0 or a negative errno. */
int permissions_new(const char *action, PermissionDecided decided, void *userdata, Permissions **ret_permissions);

/* Takes NULL, returns NULL. */
Permissions *permissions_free(Permissions *permissions);

/*
 * Asks about a call: decided() is called once, later, from the event loop, unless the permissions are forgotten
 * before. 0 or a negative errno, with error set if too many calls wait.
 */
int permissions_ask(Permissions *permissions, sd_bus_message *call, sd_bus_error *error);

/* The connection is gone, and its callers with it. */
void permissions_forget(Permissions *permissions);
