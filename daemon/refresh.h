/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The calls of Refresh(): permission.h says who may; here they wait for the end of a question to KVM. */
#pragma once

#include <systemd/sd-bus.h>

#include "manager.h"

typedef struct Refresh Refresh;

/* Keeps the manager, which must outlive it. 0 or a negative errno. */
int refresh_new(Manager *manager, Refresh **ret_refresh);

/* Takes NULL, returns NULL. */
Refresh *refresh_free(Refresh *refresh);

/* Takes a call of Refresh(), to be answered now or later. As an sd_bus_message_handler_t returns. */
int refresh_take_call(Refresh *refresh, sd_bus_message *call, sd_bus_error *error);

/* A question to KVM has ended: answers all callers that wait for it or for one before. */
void refresh_answer(Refresh *refresh);

/* The connection is gone, and its callers with it. */
void refresh_forget(Refresh *refresh);
