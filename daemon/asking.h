/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asks KVM from an event loop, with the time limits of KVM_QUERY_LIMIT_USEC to the first answer and of
 * KVM_QUERY_REST_LIMIT_USEC for the rest of it; what was said until then is the answer. A child process that is stuck
 * in the kernel cannot be ended: as long as it lives no other is made, and the answer stays KVM_TIMEOUT.
 */
#pragma once

#include <stdbool.h>
#include <systemd/sd-event.h>

#include "input.h"

typedef struct Asking Asking;

typedef void (*AskingAnswered)(const KvmAnswer *answer, void *userdata);

/* Keeps its arguments, which must outlive it. 0 or a negative errno. */
int asking_new(sd_event *event, const Input *input, AskingAnswered answered, void *userdata, Asking **ret_asking);

/* Takes NULL, returns NULL. Nothing is called any more. */
Asking *asking_free(Asking *asking);

/* Asks, unless it is asking already. answered() is called once, later, from the event loop. 0 or a negative errno. */
int asking_start(Asking *asking);

bool asking_is_running(const Asking *asking);
