/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The calls of Refresh(): permission.h says who may; here they wait for the end of a question to KVM. */
#pragma once

#include <systemd/sd-bus.h>

#include "manager.h"

typedef struct Waiters Waiters;

/* Keeps the manager, which must outlive it. 0 or a negative errno. */
int waiters_new(Manager *manager, Waiters **ret_waiters);

/* Takes NULL, returns NULL. */
Waiters *waiters_free(Waiters *waiters);

/* Takes a call of Refresh(), to be answered now or later. As an sd_bus_message_handler_t returns. */
int waiters_take(Waiters *waiters, sd_bus_message *call, sd_bus_error *error);

/* A question to KVM has ended: answers all callers that wait for it or for one before. */
void waiters_answer(Waiters *waiters);

/* The connection is gone, and its callers with it. */
void waiters_forget(Waiters *waiters);
