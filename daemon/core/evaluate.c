/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "evaluate.h"

#include "ppc-compat1.h"

/* What the device tree says of the modes. */
typedef struct Bound {
        uint64_t modes;  /* those not newer than the host's mode; none where there is a flaw */
        uint64_t newest; /* those that the newest of differing CPU nodes would allow */
        Reason flaw;     /* why the tree gives no modes, REASON_NONE where it does */
} Bound;

static Platform platform_from_clues(const PlatformClues *clues) {
        if (clues->compatible_powernv)
                return PLATFORM_POWERNV;
        if (clues->hypervisor_kvm)
                return PLATFORM_KVM;
        if (clues->compatible_qemu_pseries)
                return PLATFORM_QEMU;
        if (clues->partition_name && clues->powervm_property)
                return PLATFORM_POWERVM;
        if (clues->device_type_chrp || clues->compatible_ibm)
                return PLATFORM_PSERIES;
        return PLATFORM_OTHER;
}

static Bound bound_from_tree(const CpuVersions *cpus, Platform platform) {
        if (cpus->known == 0)
                return (Bound){.flaw = cpus->malformed > 0 || cpus->unknown == 0 ? REASON_MALFORMED_DEVICE_TREE
                                                                                 : REASON_UNKNOWN_CPU_VERSION};
        /* A guest's kernel has no mode for a raw PVR and refuses it. */
        if (!pvr_is_logical(cpus->lowest) && platform != PLATFORM_POWERNV)
                return (Bound){.flaw = REASON_RAW_CPU_VERSION};
        return (Bound){
                .modes = mode_bits_up_to(mode_from_pvr(cpus->lowest)),
                .newest = mode_bits_up_to(mode_from_pvr(cpus->newest)),
        };
}

static void describe_host(const Facts *facts, State *state) {
        const CpuVersions *cpus = &facts->tree.cpus;
        uint32_t cpu_version = cpus->known > 0 ? cpus->lowest : cpus->stranger;

        state->platform = platform_from_clues(&facts->tree.clues);
        state->host_mode = cpus->known > 0 ? mode_from_pvr(cpus->lowest) : MODE_UNKNOWN;
        state->host_logical_pvr = pvr_is_logical(cpu_version) ? cpu_version : 0;

        state->processor_pvr = facts->processor_pvr;
        /* A raw cpu-version is the processor's own PVR. */
        if (state->processor_pvr == 0 && state->host_mode != MODE_UNKNOWN && !pvr_is_logical(cpu_version))
                state->processor_pvr = cpu_version;
        state->processor_model =
                pvr_is_logical(state->processor_pvr) ? MODE_UNKNOWN : mode_from_pvr(state->processor_pvr);
}

static void answer(State *state, Health health, Reason reason, Origin origin, uint64_t mask) {
        state->health = health;
        state->reason = reason;
        state->origin = origin;
        state->compat_mask = mask;
}

static unsigned count(uint64_t mask) {
        return (unsigned)__builtin_popcountll(mask);
}

static void judge_mask(const Bound *bound, bool mixed, State *state) {
        uint64_t mask = state->kernel_mask & PPC_COMPAT1_MASK_ALL;
        uint64_t stale = mask & ~bound->newest, differing = mask & bound->newest & ~bound->modes;

        if (mask == 0)
                answer(state, HEALTH_UNAVAILABLE, REASON_KVM_EMPTY, ORIGIN_KVM, 0);
        else if (bound->flaw == REASON_RAW_CPU_VERSION)
                answer(state, HEALTH_DEGRADED, bound->flaw, ORIGIN_NONE, 0);
        else if (bound->flaw != REASON_NONE)
                answer(state, HEALTH_DEGRADED, bound->flaw, ORIGIN_KVM, mask);
        else if (stale != 0 && count(stale) > count(differing))
                answer(state, HEALTH_DEGRADED, REASON_KVM_STALE, ORIGIN_KVM, mask & bound->modes);
        else if (mixed)
                answer(state, HEALTH_DEGRADED, REASON_MIXED_CPU_VERSIONS, ORIGIN_KVM, mask & bound->modes);
        else
                answer(state, HEALTH_READY, REASON_NONE, ORIGIN_KVM, mask);
}

static void judge_tree_alone(const Bound *bound, bool mixed, State *state) {
        if (bound->flaw != REASON_NONE)
                answer(state, HEALTH_DEGRADED, bound->flaw, ORIGIN_NONE, 0);
        else if (mixed && (bound->modes != bound->newest || state->platform == PLATFORM_POWERNV))
                answer(state, HEALTH_DEGRADED, REASON_MIXED_CPU_VERSIONS, ORIGIN_DEVICE_TREE, bound->modes);
        else if (state->platform == PLATFORM_POWERNV)
                /* On bare metal KVM accepts every mode up to its own. */
                answer(state, HEALTH_READY, REASON_NONE, ORIGIN_DEVICE_TREE, bound->modes);
        else
                answer(state, HEALTH_DEGRADED, REASON_KERNEL_WITHOUT_CAPABILITY, ORIGIN_DEVICE_TREE, bound->modes);
}

static void judge_failure(const Bound *bound, Reason reason, uint64_t last_good_mask, State *state) {
        uint64_t mask = last_good_mask & bound->modes;

        answer(state, HEALTH_DEGRADED, reason, mask != 0 ? ORIGIN_KVM : ORIGIN_NONE, mask);
}

static void judge_refusal(const Bound *bound, uint64_t last_good_mask, State *state) {
        if (state->platform == PLATFORM_POWERNV)
                judge_failure(bound, REASON_KVM_FAILED, last_good_mask, state);
        else
                answer(state, HEALTH_DEGRADED, bound->flaw != REASON_NONE ? bound->flaw : REASON_UNKNOWN_CPU_VERSION,
                       ORIGIN_NONE, 0);
}

State evaluate(const Facts *facts, uint64_t last_good_mask) {
        bool mixed = cpu_versions_mixed(&facts->tree.cpus);
        State state = {.kernel_mask = facts->kvm.outcome == KVM_OK ? facts->kvm.mask : 0};
        Bound bound;

        describe_host(facts, &state);
        bound = bound_from_tree(&facts->tree.cpus, state.platform);

        /* Where no tree could be read, the silicon alone shows that this is POWER; the tree's flaw is told then. */
        if (state.platform == PLATFORM_OTHER && (facts->tree.present || state.processor_model == MODE_UNKNOWN)) {
                answer(&state, HEALTH_UNAVAILABLE, REASON_NOT_POWER, ORIGIN_NONE, 0);
                return state;
        }

        switch (facts->kvm.outcome) {
        case KVM_OK:
                judge_mask(&bound, mixed, &state);
                break;
        case KVM_NO_CAPABILITY:
                judge_tree_alone(&bound, mixed, &state);
                break;
        case KVM_REFUSED:
                judge_refusal(&bound, last_good_mask, &state);
                break;
        case KVM_NO_DEVICE:
                answer(&state, HEALTH_UNAVAILABLE, REASON_NO_KVM, ORIGIN_NONE, 0);
                break;
        case KVM_NO_HV:
                answer(&state, HEALTH_UNAVAILABLE, REASON_NO_KVM_HV, ORIGIN_NONE, 0);
                break;
        case KVM_DENIED:
                answer(&state, HEALTH_UNAVAILABLE, REASON_KVM_DENIED, ORIGIN_NONE, 0);
                break;
        case KVM_FAILED:
                judge_failure(&bound, REASON_KVM_FAILED, last_good_mask, &state);
                break;
        case KVM_TIMEOUT:
                judge_failure(&bound, REASON_KVM_TIMEOUT, last_good_mask, &state);
                break;
        }
        return state;
}
