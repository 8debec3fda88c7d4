/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "judgement.h"

#include <string.h>

#include "macros.h"
#include "ppc-compat1.h"

const char *platform_name(Platform platform) {
        static const char *const names[] = {
                [PLATFORM_OTHER] = PPC_COMPAT1_PLATFORM_OTHER,     [PLATFORM_PSERIES] = PPC_COMPAT1_PLATFORM_PSERIES,
                [PLATFORM_POWERVM] = PPC_COMPAT1_PLATFORM_POWERVM, [PLATFORM_POWERNV] = PPC_COMPAT1_PLATFORM_POWERNV,
                [PLATFORM_KVM] = PPC_COMPAT1_PLATFORM_KVM,         [PLATFORM_QEMU] = PPC_COMPAT1_PLATFORM_QEMU,
        };
        return names[platform];
}

static const char *const state_names[] = {
        [STATE_UNAVAILABLE] = PPC_COMPAT1_STATE_UNAVAILABLE,
        [STATE_DEGRADED] = PPC_COMPAT1_STATE_DEGRADED,
        [STATE_READY] = PPC_COMPAT1_STATE_READY,
};

const char *state_name(State state) {
        return state_names[state];
}

bool state_from_name(const char *name, State *ret_state) {
        for (State state = 0; state < ELEMENTS(state_names); state++)
                if (strcmp(name, state_names[state]) == 0) {
                        *ret_state = state;
                        return true;
                }
        return false;
}

static const char *const reason_names[] = {
        [REASON_NONE] = "",
        [REASON_KVM_STALE] = PPC_COMPAT1_REASON_KVM_STALE,
        [REASON_KVM_EMPTY] = PPC_COMPAT1_REASON_KVM_EMPTY,
        [REASON_KVM_DENIED] = PPC_COMPAT1_REASON_KVM_DENIED,
        [REASON_KVM_FAILED] = PPC_COMPAT1_REASON_KVM_FAILED,
        [REASON_KVM_TIMEOUT] = PPC_COMPAT1_REASON_KVM_TIMEOUT,
        [REASON_NO_KVM] = PPC_COMPAT1_REASON_NO_KVM,
        [REASON_NO_KVM_HV] = PPC_COMPAT1_REASON_NO_KVM_HV,
        [REASON_NOT_POWER] = PPC_COMPAT1_REASON_NOT_POWER,
        [REASON_KERNEL_WITHOUT_CAPABILITY] = PPC_COMPAT1_REASON_KERNEL_WITHOUT_CAPABILITY,
        [REASON_RAW_CPU_VERSION] = PPC_COMPAT1_REASON_RAW_CPU_VERSION,
        [REASON_UNKNOWN_CPU_VERSION] = PPC_COMPAT1_REASON_UNKNOWN_CPU_VERSION,
        [REASON_MALFORMED_DEVICE_TREE] = PPC_COMPAT1_REASON_MALFORMED_DEVICE_TREE,
        [REASON_MIXED_CPU_VERSIONS] = PPC_COMPAT1_REASON_MIXED_CPU_VERSIONS,
        [REASON_GUEST_REFUSED] = PPC_COMPAT1_REASON_GUEST_REFUSED,
};

const char *reason_name(Reason reason) {
        return reason_names[reason];
}

bool reason_from_name(const char *name, Reason *ret_reason) {
        for (Reason reason = 0; reason < ELEMENTS(reason_names); reason++)
                if (strcmp(name, reason_names[reason]) == 0) {
                        *ret_reason = reason;
                        return true;
                }
        return false;
}

const char *source_name(Source source) {
        static const char *const names[] = {
                [SOURCE_NONE] = PPC_COMPAT1_SOURCE_NONE,
                [SOURCE_KVM] = PPC_COMPAT1_SOURCE_KVM,
                [SOURCE_TRIAL] = PPC_COMPAT1_SOURCE_TRIAL,
                [SOURCE_DEVICE_TREE] = PPC_COMPAT1_SOURCE_DEVICE_TREE,
        };
        return names[source];
}

bool judgement_equal(const Judgement *a, const Judgement *b) {
        return !judgement_answer_differs(a, b) && a->kernel_mask == b->kernel_mask && a->host_mode == b->host_mode &&
               a->host_logical_pvr == b->host_logical_pvr && a->processor_model == b->processor_model &&
               a->processor_pvr == b->processor_pvr && a->platform == b->platform && a->source == b->source &&
               a->recommended_mode == b->recommended_mode && a->trial_modes == b->trial_modes &&
               a->machine_options == b->machine_options;
}

bool judgement_answer_differs(const Judgement *a, const Judgement *b) {
        return a->compat_mask != b->compat_mask || a->state != b->state || a->reason != b->reason;
}
