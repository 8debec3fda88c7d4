/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "evaluate.h"

#include "ppc-compat1.h"

/* What the device tree says of the modes. */
typedef struct Bound {
        uint64_t modes;  /* those not newer than the host's mode; all where that is not known */
        uint64_t newest; /* those that the newest of differing CPU nodes would allow */
        Reason problem;  /* why the tree alone proves nothing, REASON_NONE if it shows the host's mode */
} Bound;

/* The modes that were offered, and what is left of them. Each count is of the modes that a reason costs. */
typedef struct Offer {
        uint64_t modes;   /* of KVM's mask, or those that ran */
        uint64_t answer;  /* less what a trial refused, within the tree's modes */
        unsigned stale;   /* newer than any CPU node */
        unsigned uneven;  /* newer than the oldest CPU node */
        unsigned refused; /* refused by a trial, though the tree allows them */
        Source source;    /* of the modes */
} Offer;

/* Not a POWER server: firmware that is chrp or IBM, but silicon that is not one of IBM's server generations. */
static bool is_foreign(const Facts *facts) {
        const CpuVersions *cpus = &facts->tree.cpus;

        if (cpus->known > 0 || (cpus->unknown > 0 && pvr_is_logical(cpus->first_unknown)))
                return false;
        if (facts->processor_pvr == 0)
                return cpus->unknown > 0;
        return !pvr_is_logical(facts->processor_pvr) && mode_from_pvr(facts->processor_pvr) == MODE_UNKNOWN;
}

static Platform platform_from_facts(const Facts *facts) {
        const PlatformClues *clues = &facts->tree.clues;

        if (clues->compatible_powernv)
                return PLATFORM_POWERNV;
        if (clues->hypervisor_kvm)
                return PLATFORM_KVM;
        if (clues->compatible_qemu_pseries)
                return PLATFORM_QEMU;
        if (clues->partition_name && clues->powervm_property)
                return PLATFORM_POWERVM;
        if ((clues->device_type_chrp || clues->compatible_ibm) && !is_foreign(facts))
                return PLATFORM_PSERIES;
        return PLATFORM_OTHER;
}

static Bound bound_from_tree(const CpuVersions *cpus, Platform platform) {
        uint64_t all = mode_bits_up_to(MODE_COUNT - 1);
        Bound bound = {.modes = all, .newest = all};

        if (cpus->known == 0) {
                bound.problem = cpus->malformed > 0 || cpus->unknown == 0 ? REASON_MALFORMED_DEVICE_TREE
                                                                          : REASON_UNKNOWN_CPU_VERSION;
                return bound;
        }
        bound.modes = mode_bits_up_to(mode_from_pvr(cpus->lowest));
        bound.newest = mode_bits_up_to(mode_from_pvr(cpus->newest));
        /* A guest's kernel has no mode for a raw PVR and refuses it. */
        if (!pvr_is_logical(cpus->lowest) && platform != PLATFORM_POWERNV)
                bound.problem = REASON_RAW_CPU_VERSION;
        return bound;
}

static void describe_host(const Facts *facts, Judgement *judgement) {
        const CpuVersions *cpus = &facts->tree.cpus;
        uint32_t cpu_version = cpus->known > 0 ? cpus->lowest : cpus->first_unknown;

        judgement->platform = platform_from_facts(facts);
        judgement->host_mode = cpus->known > 0 ? mode_from_pvr(cpus->lowest) : MODE_UNKNOWN;
        judgement->host_logical_pvr = pvr_is_logical(cpu_version) ? cpu_version : 0;

        judgement->processor_pvr = facts->processor_pvr;
        /* A raw cpu-version is the processor's own PVR. */
        if (judgement->processor_pvr == 0 && judgement->host_mode != MODE_UNKNOWN && !pvr_is_logical(cpu_version))
                judgement->processor_pvr = cpu_version;
        judgement->processor_model =
                pvr_is_logical(judgement->processor_pvr) ? MODE_UNKNOWN : mode_from_pvr(judgement->processor_pvr);
}

static void answer(Judgement *judgement, State state, Reason reason, Source source, uint64_t mask) {
        judgement->state = state;
        judgement->reason = reason;
        judgement->source = source;
        judgement->compat_mask = mask;
}

static unsigned count(uint64_t mask) {
        return (unsigned)__builtin_popcountll(mask);
}

static Offer offer_modes(uint64_t modes, Source source, const Bound *bound, const KvmTrial *trial) {
        uint64_t refused = modes & bound->modes & mode_set_bits(trial->refused);

        return (Offer){
                .modes = modes,
                .answer = modes & bound->modes & ~refused,
                .stale = count(modes & ~bound->newest),
                .uneven = count(modes & bound->newest & ~bound->modes),
                .refused = count(refused),
                .source = source,
        };
}

static void judge_mask(const Facts *facts, const Bound *bound, bool mixed, Judgement *judgement) {
        Offer offer = offer_modes(facts->kvm.mask & PPC_COMPAT1_MASK_ALL, SOURCE_KVM, bound, &facts->kvm.trial);
        Reason reason = REASON_NONE;
        unsigned cost = 0;

        if (offer.modes == 0) {
                answer(judgement, STATE_UNAVAILABLE, REASON_KVM_EMPTY, SOURCE_KVM, 0);
                return;
        }
        if (bound->problem != REASON_NONE) {
                reason = bound->problem;
        } else if (mixed) {
                reason = REASON_MIXED_CPU_VERSIONS;
                cost = offer.uneven;
        }
        if (offer.stale > cost) {
                reason = REASON_KVM_STALE;
                cost = offer.stale;
        }
        if (offer.refused > cost)
                reason = REASON_GUEST_REFUSED;
        answer(judgement, reason == REASON_NONE ? STATE_READY : STATE_DEGRADED, reason, SOURCE_KVM, offer.answer);
}

/* KVM gave no mask, and a guest was tried in each mode. */
static void judge_trial(const Facts *facts, const Bound *bound, bool mixed, Judgement *judgement) {
        const KvmTrial *trial = &facts->kvm.trial;
        Offer offer = offer_modes(mode_set_bits(trial->ran), SOURCE_TRIAL, bound, trial);

        if (offer.answer == 0 && !mode_set_has(trial->ran, MODE_POWER8))
                answer(judgement, STATE_UNAVAILABLE, REASON_GUEST_REFUSED, SOURCE_TRIAL, 0);
        else if (bound->problem != REASON_NONE)
                answer(judgement, STATE_DEGRADED, bound->problem, SOURCE_TRIAL, offer.answer);
        else if (mixed)
                answer(judgement, STATE_DEGRADED, REASON_MIXED_CPU_VERSIONS, SOURCE_TRIAL, offer.answer);
        else
                answer(judgement, STATE_READY, REASON_NONE, SOURCE_TRIAL, offer.answer);
}

/* On bare metal KVM accepts every mode up to its own. */
static void judge_bare_metal(const Facts *facts, const Bound *bound, bool mixed, Judgement *judgement) {
        uint64_t modes = bound->modes & ~mode_set_bits(facts->kvm.trial.refused);

        if (bound->problem != REASON_NONE)
                answer(judgement, STATE_DEGRADED, bound->problem, SOURCE_NONE, 0);
        else if (judgement->host_mode > mode_newest(PPC_COMPAT1_MASK_ALL))
                answer(judgement, STATE_DEGRADED, REASON_KERNEL_WITHOUT_CAPABILITY, SOURCE_NONE, 0);
        else if (mixed)
                answer(judgement, STATE_DEGRADED, REASON_MIXED_CPU_VERSIONS, SOURCE_DEVICE_TREE, modes);
        else
                answer(judgement, STATE_READY, REASON_NONE, SOURCE_DEVICE_TREE, modes);
}

/* Neither a mask nor a complete trial: the modes that ran work, and nothing is known about the rest. */
static void judge_cut_short(const Facts *facts, const Bound *bound, bool mixed, Reason otherwise,
                            Judgement *judgement) {
        const KvmTrial *trial = &facts->kvm.trial;
        Offer offer = offer_modes(mode_set_bits(trial->ran), SOURCE_TRIAL, bound, trial);
        unsigned untried = count(bound->modes & ~mode_set_bits(trial->ran | trial->refused));
        Reason reason = otherwise;

        if (bound->problem != REASON_NONE)
                reason = bound->problem;
        else if (mixed && offer.uneven > untried)
                reason = REASON_MIXED_CPU_VERSIONS;
        answer(judgement, STATE_DEGRADED, reason, offer.answer != 0 ? SOURCE_TRIAL : SOURCE_NONE, offer.answer);
}

static void judge_failure(const Bound *bound, Reason reason, uint64_t last_good_mask, Judgement *judgement) {
        /* What KVM gave belongs to a tree that showed the host's mode. */
        uint64_t mask = bound->problem == REASON_NONE ? last_good_mask & bound->modes : 0;

        answer(judgement, STATE_DEGRADED, reason, mask != 0 ? SOURCE_KVM : SOURCE_NONE, mask);
}

/* KVM makes guests, but did not report their modes. */
static void judge_without_mask(const Facts *facts, const Bound *bound, bool mixed, uint64_t last_good_mask,
                               Judgement *judgement) {
        bool refused = facts->kvm.outcome == KVM_REFUSED;

        if (kvm_trial_is_done(&facts->kvm.trial))
                judge_trial(facts, bound, mixed, judgement);
        else if (judgement->platform == PLATFORM_POWERNV && refused)
                judge_failure(bound, REASON_KVM_FAILED, last_good_mask, judgement);
        else if (judgement->platform == PLATFORM_POWERNV)
                judge_bare_metal(facts, bound, mixed, judgement);
        else
                judge_cut_short(facts, bound, mixed,
                                refused ? REASON_UNKNOWN_CPU_VERSION : REASON_KERNEL_WITHOUT_CAPABILITY, judgement);
}

static void judge(const Facts *facts, uint64_t last_good_mask, Judgement *judgement) {
        bool mixed = cpu_versions_mixed(&facts->tree.cpus);
        Bound bound = bound_from_tree(&facts->tree.cpus, judgement->platform);

        switch (facts->kvm.outcome) {
        case KVM_OK:
                judge_mask(facts, &bound, mixed, judgement);
                break;
        case KVM_NO_CAPABILITY:
        case KVM_REFUSED:
                judge_without_mask(facts, &bound, mixed, last_good_mask, judgement);
                break;
        case KVM_NO_DEVICE:
                answer(judgement, STATE_UNAVAILABLE, REASON_NO_KVM, SOURCE_NONE, 0);
                break;
        case KVM_NO_HV:
                answer(judgement, STATE_UNAVAILABLE, REASON_NO_KVM_HV, SOURCE_NONE, 0);
                break;
        case KVM_DENIED:
                answer(judgement, STATE_UNAVAILABLE, REASON_KVM_DENIED, SOURCE_NONE, 0);
                break;
        case KVM_FAILED:
                judge_failure(&bound, REASON_KVM_FAILED, last_good_mask, judgement);
                break;
        case KVM_TIMEOUT:
                judge_failure(&bound, REASON_KVM_TIMEOUT, last_good_mask, judgement);
                break;
        }
}

static Mode recommend(const Judgement *judgement) {
        Mode newest = mode_newest(judgement->compat_mask);

        if (newest == MODE_UNKNOWN && mode_set_has(judgement->trial_modes, MODE_POWER8))
                return MODE_POWER8;
        return newest;
}

Judgement evaluate(const Facts *facts, uint64_t last_good_mask) {
        Judgement judgement = {.kernel_mask = facts->kvm.outcome == KVM_OK ? facts->kvm.mask : 0};

        describe_host(facts, &judgement);
        /* If no tree could be read, only the silicon shows that this is POWER; the reason is the tree's then. */
        if (judgement.platform == PLATFORM_OTHER &&
            (facts->tree.present || judgement.processor_model == MODE_UNKNOWN)) {
                answer(&judgement, STATE_UNAVAILABLE, REASON_NOT_POWER, SOURCE_NONE, 0);
                return judgement;
        }
        judgement.trial_modes = facts->kvm.trial.ran;
        judge(facts, last_good_mask, &judgement);
        judgement.machine_options = machine_options_for(facts->kvm.machine_options, judgement.compat_mask);
        judgement.recommended_mode = recommend(&judgement);
        return judgement;
}

uint64_t evaluate_good_mask(const Facts *facts) {
        uint64_t refused = mode_set_bits(facts->kvm.trial.refused);

        if (facts->kvm.outcome == KVM_OK)
                return facts->kvm.mask & PPC_COMPAT1_MASK_ALL & ~refused;
        return kvm_trial_is_done(&facts->kvm.trial) ? mode_set_bits(facts->kvm.trial.ran) : 0;
}
