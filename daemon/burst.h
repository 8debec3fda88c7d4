/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests for a question to KVM that become one question. A Burst of zeros has none. */
#pragma once

#include "record.h"

typedef struct Burst {
        bool pending;
        bool due;              /* somebody waits, or it has settled: it starts as soon as KVM can be asked */
        Trigger trigger;       /* the weightiest */
        uint64_t newest_event; /* the number of the newest uevent, UINT64_MAX with any other request */
        uint64_t first;        /* when the first of them came, on the clock of the caller */
} Burst;

/* seqnum: of the uevent that is the request, UINT64_MAX for any other. */
void burst_add(Burst *burst, Trigger trigger, uint64_t seqnum, uint64_t now);

/* When to start, if nothing follows the request that has come now. */
uint64_t burst_get_end(const Burst *burst, uint64_t now);

/* Whether a question that was asked after the uevent of that number has answered all of them. */
bool burst_is_answered(const Burst *burst, uint64_t seqnum);
