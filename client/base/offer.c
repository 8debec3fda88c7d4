/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "offer.h"

#include <string.h>

#include "doubt.h"
#include "guestmode.h"
#include "ppc-compat1.h"
#include "stringlist.h"

static Doubt doubt_of_reason(const char *reason) {
        const ReasonDoubt *row = reason_doubts;

        while (row->reason && strcmp(row->reason, reason) != 0)
                row++;
        return row->doubt;
}

bool offer_may_lack_modes(const Host *host) {
        if (string_equal(host->state, PPC_COMPAT1_STATE_READY))
                return false;
        switch (doubt_of_reason(host->reason)) {
        case DOUBT_NEVER:
                return false;
        case DOUBT_ALWAYS:
                return true;
        case DOUBT_UNLESS_KVM:
                return !string_equal(host->source, PPC_COMPAT1_SOURCE_KVM);
        }
        return true;
}

/* It has no bit, so only a trial guest proves it, and without a trial nothing is known. */
static Offer offer_for_power8(const Host *host) {
        bool tried = host->trial_modes && host->trial_modes[0];

        if (string_list_contains(host->trial_modes, PPC_COMPAT1_MODE_POWER8))
                return OFFER_YES;
        if (offer_may_lack_modes(host))
                return OFFER_UNKNOWN;
        return tried || string_equal(host->state, PPC_COMPAT1_STATE_UNAVAILABLE) ? OFFER_NO : OFFER_UNKNOWN;
}

bool offer_lacks_trial(const Host *host) {
        return string_equal(host->host_mode, PPC_COMPAT1_MODE_POWER8) &&
               string_equal(host->platform, PPC_COMPAT1_PLATFORM_POWERNV) && string_list_is_empty(host->trial_modes);
}

bool offer_is_power8_alone(const Host *host) {
        return string_list_is_empty(host->compat_modes) &&
               string_equal(host->recommended_mode, PPC_COMPAT1_MODE_POWER8);
}

Offer offer_for_mode(const Host *host, const char *mode) {
        int host_rank = guest_mode_rank(host->host_mode);

        if (string_list_contains(host->compat_modes, mode))
                return OFFER_YES;
        if (string_equal(mode, PPC_COMPAT1_MODE_POWER8))
                return offer_for_power8(host);
        /* No guest gets a mode newer than its host's, whatever else is wrong. */
        if (host_rank >= 0 && guest_mode_rank(mode) > host_rank)
                return OFFER_NO;
        return offer_may_lack_modes(host) ? OFFER_UNKNOWN : OFFER_NO;
}

Offer offer_for_any_mode(const Host *host) {
        if (host->compat_modes && host->compat_modes[0])
                return OFFER_YES;
        for (const char *const *mode = guest_modes; *mode; mode++)
                if (offer_for_mode(host, *mode) == OFFER_UNKNOWN)
                        return OFFER_UNKNOWN;
        return OFFER_NO;
}

bool offer_is_certain(const Host *host) {
        return string_equal(host->state, PPC_COMPAT1_STATE_READY) ||
               string_equal(host->reason, PPC_COMPAT1_REASON_KVM_STALE) ||
               string_equal(host->reason, PPC_COMPAT1_REASON_MIXED_CPU_VERSIONS);
}
