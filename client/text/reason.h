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
#define REASON_HOST_TOO_OLD                                                                                          \
        "this host is older than POWER9, and no trial guest ran in POWER8 mode; KVM on POWER8 needs SMT off, as by " \
        "'ppc64_cpu --smt=off'"

/* The same, where guests run in a mode that has no bit in KVM's answer. */
#define REASON_POWER8_ONLY "guests of this host run in power8 mode, which is older than those that KVM reports"

/* Why the host has no more modes to offer, in words. */
const char *reason_of_host(const Host *host);
