/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What each Reason word means and what to do about it. The texts are in reasons.json alone. */
#pragma once

#include "host.h"

typedef struct ReasonText {
        const char *reason;
        const char *platform; /* where the action is for this platform only, else NULL */
        const char *meaning;
        const char *action;
} ReasonText;

/*
 * Rows of a platform are before the one for all others. The last row has no reason: its texts are for the words of a
 * newer daemon.
 */
extern const ReasonText reason_texts[];

/* The last row for a word that is not known here, so never NULL. */
const ReasonText *reason_find(const char *reason, const char *platform);

/* Why a host without any flaw has no guest mode to offer. */
#define REASON_HOST_TOO_OLD "this host is older than POWER9, the oldest mode that KVM reports"

/* The same of a POWER8 server that may have one. KVM runs guests there while each core has one thread only. */
#define REASON_NO_TRIAL                                                                                   \
        "no guest could be tried on this POWER8 server; turn off SMT with 'ppc64_cpu --smt=off' and run " \
        "'ppc-compatctl refresh'"

/* Why the host has no more modes to offer, in words. */
const char *reason_of_host(const Host *host);
