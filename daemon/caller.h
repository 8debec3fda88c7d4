/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who has sent a call, as the bus says. What is called later is called once, from the event loop, while the slot,
 * which is the asker's to unref, is there. */
#pragma once

#include <sys/types.h>
#include <systemd/sd-bus.h>

/* user counts if result is 0; else it is a negative errno. */
typedef void (*CallerKnown)(int result, uid_t user, void *userdata);
typedef void (*CallerLeft)(void *userdata);

/* 0 or a negative errno. */
int caller_ask_user(sd_bus_message *call, CallerKnown known, void *userdata, sd_bus_slot **ret_slot);

/* Calls left() when the sender leaves the bus. 0 or a negative errno. */
int caller_watch(sd_bus_message *call, CallerLeft left, void *userdata, sd_bus_slot **ret_slot);
