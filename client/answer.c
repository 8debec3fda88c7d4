/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "answer.h"

#include <string.h>
#include <strings.h>

#include "macros.h"
#include "ppc-compat1.h"
#include "reason.h"
#include "text.h"

const char *const guest_modes[] = {
        PPC_COMPAT1_MODE_POWER11,
        PPC_COMPAT1_MODE_POWER10,
        PPC_COMPAT1_MODE_POWER9,
        NULL,
};

const char *guest_mode_find(const char *word) {
        for (const char *const *mode = guest_modes; *mode; mode++)
                if (strcasecmp(*mode, word) == 0)
                        return *mode;
        return NULL;
}

/* Modes of a host, oldest first; -1 for one that is not known here. */
static int mode_rank(const char *mode) {
        static const char *const order[] = {
                "power6",
                "power7",
                "power8",
                PPC_COMPAT1_MODE_POWER9,
                PPC_COMPAT1_MODE_POWER10,
                PPC_COMPAT1_MODE_POWER11,
        };

        for (size_t i = 0; i < ELEMENTS(order); i++)
                if (strcmp(order[i], mode) == 0)
                        return (int)i;
        return -1;
}

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
        return text_equal(host->source, PPC_COMPAT1_SOURCE_KVM) &&
               (text_equal(host->reason, PPC_COMPAT1_REASON_UNKNOWN_CPU_VERSION) ||
                text_equal(host->reason, PPC_COMPAT1_REASON_MALFORMED_DEVICE_TREE));
}

Answer answer_for_mode(const Host *host, const char *mode) {
        int host_rank = mode_rank(host->host_mode);

        if (texts_contain(host->compat_modes, mode))
                return ANSWER_YES;
        if (text_equal(host->state, PPC_COMPAT1_STATE_READY))
                return ANSWER_NO;
        /* No guest gets a mode newer than its host's, whatever else is wrong. */
        if (host_rank >= 0 && mode_rank(mode) > host_rank)
                return ANSWER_NO;
        if (reason_leaves_no_doubt(host->reason) || kvm_answered_without_tree(host))
                return ANSWER_NO;
        return ANSWER_UNKNOWN;
}

Answer answer_for_any_mode(const Host *host) {
        Answer answer = ANSWER_NO;

        for (const char *const *mode = guest_modes; *mode; mode++)
                switch (answer_for_mode(host, *mode)) {
                case ANSWER_YES:
                        return ANSWER_YES;
                case ANSWER_UNKNOWN:
                        answer = ANSWER_UNKNOWN;
                        break;
                case ANSWER_NO:
                        break;
                }
        return answer;
}

const char *answer_why(const Host *host) {
        const ReasonText *text = reason_find(host->reason, host->platform);

        if (!host->reason[0])
                return ANSWER_HOST_TOO_OLD;
        return text ? text->meaning : host->reason;
}

bool answer_is_certain(const Host *host) {
        return text_equal(host->state, PPC_COMPAT1_STATE_READY) ||
               text_equal(host->reason, PPC_COMPAT1_REASON_KVM_STALE) ||
               text_equal(host->reason, PPC_COMPAT1_REASON_MIXED_CPU_VERSIONS);
}
