/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks polkit whether the sender of a call may do what it asks for. */
#pragma once

#include <stdint.h>
#include <systemd/sd-bus.h>

/* result: 0 allowed; else a negative errno, and error says why in words that the sender can be given. */
typedef void (*PolkitDecided)(int result, const sd_bus_error *error, void *userdata);

/*
 * Asks for a decision on an action. decided() is called once, later, from the event loop, unless the slot, which is
 * the caller's to unref, is gone before: that is not to outlive the connection. The number is one that no other
 * question of this connection has. 0 or a negative errno.
 */
int polkit_ask(sd_bus_message *call, const char *action, uint64_t number, PolkitDecided decided, void *userdata,
               sd_bus_slot **ret_slot);

/* Cancels the question to polkit, which answers all the same, with an error. */
void polkit_cancel(sd_bus *bus, uint64_t number);
