/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "offer.h"

#include <string.h>

#include "guestmode.h"
#include "macros.h"
#include "ppc-compat1.h"
#include "stringlist.h"

/*
 * Reasons under which a mode that is not offered does not work either. They are of three kinds: the answer is an
 * upper bound and only modes that fail were taken off it (kvm-stale, mixed-cpu-versions, kernel-without-capability);
 * KVM answered, and without this mode (kvm-empty); no guest can run at all or have any mode (no-kvm, no-kvm-hv,
 * not-power, raw-cpu-version).
 *
 * Under kvm-denied, kvm-failed and kvm-timeout KVM was not heard, so that a mode not offered might work nevertheless.
 */
static bool reason_leaves_no_doubt(const char *reason) {
        static const char *const reasons[] = {
                PPC_COMPAT1_REASON_KVM_STALE,
                PPC_COMPAT1_REASON_MIXED_CPU_VERSIONS,
                PPC_COMPAT1_REASON_KERNEL_WITHOUT_CAPABILITY,
                PPC_COMPAT1_REASON_KVM_EMPTY,
                PPC_COMPAT1_REASON_NO_KVM,
                PPC_COMPAT1_REASON_NO_KVM_HV,
                PPC_COMPAT1_REASON_NOT_POWER,
                PPC_COMPAT1_REASON_RAW_CPU_VERSION,
        };

        for (size_t i = 0; i < ELEMENTS(reasons); i++)
                if (strcmp(reasons[i], reason) == 0)
                        return true;
        return false;
}

/*
 * With a device tree that cannot be understood, KVM's answer is exact or too generous, never too narrow; without one
 * (the kernel does not know the value either) nothing is known.
 */
static bool kvm_answered_without_tree(const Host *host) {
        return string_equal(host->source, PPC_COMPAT1_SOURCE_KVM) &&
               (string_equal(host->reason, PPC_COMPAT1_REASON_UNKNOWN_CPU_VERSION) ||
                string_equal(host->reason, PPC_COMPAT1_REASON_MALFORMED_DEVICE_TREE));
}

/* CompatModes never has power8: only a trial tells. It takes bare metal, where guests have a hash MMU. */
static bool needs_a_trial(const Host *host, const char *mode) {
        return string_equal(mode, PPC_COMPAT1_MODE_POWER8) &&
               string_equal(host->platform, PPC_COMPAT1_PLATFORM_POWERNV);
}

bool offer_lacks_trial(const Host *host) {
        return string_equal(host->host_mode, PPC_COMPAT1_MODE_POWER8) && needs_a_trial(host, host->host_mode) &&
               string_list_is_empty(host->trial_modes);
}

bool offer_is_power8_alone(const Host *host) {
        return string_list_is_empty(host->compat_modes) &&
               string_equal(host->recommended_mode, PPC_COMPAT1_MODE_POWER8);
}

Offer offer_for_mode(const Host *host, const char *mode) {
        int host_rank = guest_mode_rank(host->host_mode);

        if (string_list_contains(host->compat_modes, mode))
                return OFFER_YES;
        if (needs_a_trial(host, mode) && string_list_contains(host->trial_modes, mode))
                return OFFER_YES;
        if (string_equal(host->state, PPC_COMPAT1_STATE_READY))
                return needs_a_trial(host, mode) && string_list_is_empty(host->trial_modes) ? OFFER_UNKNOWN
                                                                                            : OFFER_NO;
        /* No guest gets a mode newer than its host's, whatever else is wrong. */
        if (host_rank >= 0 && guest_mode_rank(mode) > host_rank)
                return OFFER_NO;
        if (reason_leaves_no_doubt(host->reason) || kvm_answered_without_tree(host))
                return OFFER_NO;
        return OFFER_UNKNOWN;
}

Offer offer_for_any_mode(const Host *host) {
        Offer answer = OFFER_NO;

        for (const char *const *mode = guest_modes; *mode; mode++)
                switch (offer_for_mode(host, *mode)) {
                case OFFER_YES:
                        return OFFER_YES;
                case OFFER_UNKNOWN:
                        answer = OFFER_UNKNOWN;
                        break;
                case OFFER_NO:
                        break;
                }
        return answer;
}

bool offer_is_certain(const Host *host) {
        return string_equal(host->state, PPC_COMPAT1_STATE_READY) ||
               string_equal(host->reason, PPC_COMPAT1_REASON_KVM_STALE) ||
               string_equal(host->reason, PPC_COMPAT1_REASON_MIXED_CPU_VERSIONS);
}
