/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which Reason leaves doubt about the modes that are not offered; made from reasons.json. */
#pragma once

/* Whether a mode that is not offered may work nevertheless. */
typedef enum Doubt {
        DOUBT_NEVER,
        DOUBT_ALWAYS,
        DOUBT_UNLESS_KVM, /* KVM's own answer is never too narrow */
} Doubt;

typedef struct ReasonDoubt {
        const char *reason;
        Doubt doubt;
} ReasonDoubt;

/* The last row has no reason, and is for the words of a newer daemon. */
extern const ReasonDoubt reason_doubts[];
