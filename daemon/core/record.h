/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A Judgement with the story of how it came about: what the bus publishes. Times in microseconds. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "judgement.h"

/* What led to a question about the host, in the order of weight: of several at once the last in this list counts. */
typedef enum Trigger {
        TRIGGER_RECHECK,
        TRIGGER_CLIENT,
        TRIGGER_CPU,
        TRIGGER_KVM,
        TRIGGER_RESUME,
        TRIGGER_MIGRATION,
        TRIGGER_BOOT,
} Trigger;

typedef struct Timestamp {
        uint64_t realtime;
        uint64_t monotonic;
} Timestamp;

typedef struct Record {
        Judgement judgement;
        uint64_t generation;  /* published changes of the answer, over restarts too */
        Trigger last_trigger; /* of the newest such change */
        Timestamp last_change;
        Timestamp last_query; /* when KVM was last asked, 0 never */
        uint64_t query_count; /* since start */
} Record;

/* Whether the machine may be another now. */
bool trigger_is_move(Trigger trigger);

/* The word of the bus. Never NULL. */
const char *trigger_name(Trigger trigger);

/* The trigger of a word of the bus; false for any other word, ret_trigger then untouched. */
bool trigger_from_name(const char *name, Trigger *ret_trigger);
