/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "burst.h"

/* It settles so long after its last request, and at most so long after its first. */
#define SETTLE_USEC (200 * 1000ULL)
#define SETTLE_MAX_USEC (2000 * 1000ULL)

void burst_add(Burst *burst, Trigger trigger, uint64_t seqnum, uint64_t now) {
        if (!burst->pending)
                *burst = (Burst){.pending = true, .trigger = trigger, .newest_event = seqnum, .first = now};
        if (trigger > burst->trigger)
                burst->trigger = trigger;
        if (seqnum > burst->newest_event)
                burst->newest_event = seqnum;
}

uint64_t burst_get_end(const Burst *burst, uint64_t now) {
        uint64_t soon = now + SETTLE_USEC, latest = burst->first + SETTLE_MAX_USEC;

        return soon < latest ? soon : latest;
}

bool burst_is_answered(const Burst *burst, uint64_t seqnum) {
        return burst->newest_event <= seqnum;
}
