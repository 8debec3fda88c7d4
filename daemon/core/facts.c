/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "facts.h"

#include <string.h>

#include "macros.h"
#include "mode.h"

static const char *const outcome_names[] = {
        [KVM_NO_DEVICE] = "no-device", [KVM_OK] = "ok",           [KVM_NO_CAPABILITY] = "no-capability",
        [KVM_NO_HV] = "no-hv",         [KVM_DENIED] = "denied",   [KVM_REFUSED] = "refused",
        [KVM_FAILED] = "failed",       [KVM_TIMEOUT] = "timeout",
};

const char *kvm_outcome_name(KvmOutcome outcome) {
        return outcome_names[outcome];
}

bool kvm_outcome_from_name(const char *name, KvmOutcome *ret_outcome) {
        for (KvmOutcome outcome = 0; outcome < ELEMENTS(outcome_names); outcome++)
                if (strcmp(name, outcome_names[outcome]) == 0) {
                        *ret_outcome = outcome;
                        return true;
                }
        return false;
}

const char *kvm_step_name(KvmStep step) {
        static const char *const names[] = {
                [KVM_STEP_NONE] = "none",
                [KVM_STEP_CHILD] = "fork",
                [KVM_STEP_OPEN] = "open",
                [KVM_STEP_VERSION] = "KVM_GET_API_VERSION",
                [KVM_STEP_CAPABILITY] = "KVM_CHECK_EXTENSION",
                [KVM_STEP_CREATE_VM] = "KVM_CREATE_VM",
                [KVM_STEP_MASK] = "KVM_PPC_GET_COMPAT_CAPS",
        };
        return names[step];
}

bool kvm_trial_is_done(const KvmTrial *trial) {
        return mode_set_bits(trial->ran | trial->refused) == mode_bits_up_to(MODE_COUNT - 1);
}

/* By mode; at equal modes a raw PVR is the lower one, since it is what a guest's kernel refuses. */
static bool is_lower(uint32_t a, uint32_t b) {
        Mode mode_a = mode_from_pvr(a), mode_b = mode_from_pvr(b);

        if (mode_a != mode_b)
                return mode_a < mode_b;
        return !pvr_is_logical(a) && pvr_is_logical(b);
}

void cpu_versions_add(CpuVersions *cpus, uint32_t value) {
        if (mode_from_pvr(value) == MODE_UNKNOWN) {
                if (cpus->unknown++ == 0)
                        cpus->first_unknown = value;
                return;
        }
        if (cpus->known == 0 || is_lower(value, cpus->lowest))
                cpus->lowest = value;
        if (cpus->known == 0 || is_lower(cpus->newest, value))
                cpus->newest = value;
        cpus->known++;
}

void cpu_versions_add_malformed(CpuVersions *cpus) {
        cpus->malformed++;
}

bool cpu_versions_mixed(const CpuVersions *cpus) {
        if (cpus->known == 0)
                return false;
        return cpus->unknown > 0 || cpus->malformed > 0 || is_lower(cpus->lowest, cpus->newest);
}
