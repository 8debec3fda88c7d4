/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can go wrong between here and the daemon, as a plain value. The caller makes a sentence of it, or prints
 * nothing.
 */
#pragma once

typedef enum FailureKind {
        FAILURE_NONE,
        FAILURE_MEMORY,
        FAILURE_UNREACHABLE, /* no connection to the bus */
        FAILURE_LOST,        /* no more */
        FAILURE_ABSENT,      /* no daemon on the bus */
        FAILURE_DENIED,
        FAILURE_SILENT,  /* no answer in time */
        FAILURE_GARBLED, /* an answer that is not what the interface says */
        FAILURE_REFUSED, /* the daemon's own words say more than ours could */
} FailureKind;

typedef struct Failure {
        FailureKind kind;
        char *words; /* of FAILURE_REFUSED, printable ASCII; else NULL */
} Failure;

/* Replaces what was there; harmless where failure is NULL. Words are copied and made printable. Returns the result.
 */
int failure_set(Failure *failure, int result, FailureKind kind, const char *words);

void failure_clear(Failure *failure);
