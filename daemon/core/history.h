/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The newest changes of the answer, oldest first; a full history forgets its oldest. */
#pragma once

#include "record.h"

#define HISTORY_MAX 64

typedef struct Change {
        uint64_t realtime; /* microseconds */
        uint64_t generation;
        uint64_t compat_mask;
        Trigger trigger;
        Reason reason;
} Change;

typedef struct History {
        unsigned count;
        Change changes[HISTORY_MAX];
} History;

void history_add(History *history, const Change *change);

/* The change that led to a record. */
Change change_from_record(const Record *record);
