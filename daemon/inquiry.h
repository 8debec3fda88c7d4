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

typedef struct Inquiry Inquiry;

typedef void (*InquiryAnswered)(const KvmAnswer *answer, void *userdata);

/* Keeps its arguments, which must outlive it. 0 or a negative errno. */
int inquiry_new(sd_event *event, const Input *input, InquiryAnswered answered, void *userdata, Inquiry **ret_inquiry);

/* Takes NULL, returns NULL. Nothing is called any more. */
Inquiry *inquiry_free(Inquiry *inquiry);

/* Asks, unless it is asking already. answered() is called once, later, from the event loop. 0 or a negative errno. */
int inquiry_start(Inquiry *inquiry);

bool inquiry_is_running(const Inquiry *inquiry);
