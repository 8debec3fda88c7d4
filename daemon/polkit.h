/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks polkit whether the sender of a call may do what it asks for. */
#pragma once

#include <systemd/sd-bus.h>

/* result: 0 allowed; else a negative errno, and error says why in words that the sender can be given. */
typedef void (*PolkitDecided)(sd_bus_message *call, int result, const sd_bus_error *error, void *userdata);

/* Whether the sender is root, who needs no polkit: 1, 0, or a negative errno. */
int polkit_is_root(sd_bus_message *call);

/*
 * Asks for a decision on an action. decided() is called once, later, from the event loop, unless the slot, which is
 * the caller's to unref, is gone before: that is not to outlive the connection. 0 or a negative errno.
 */
int polkit_ask(sd_bus_message *call, const char *action, PolkitDecided decided, void *userdata,
               sd_bus_slot **ret_slot);
