/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The judgement on a host, as it is published: what nested guests can use now, and how far that can be trusted.
 * Written by evaluate() only.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "machineoption.h"
#include "mode.h"

typedef enum Platform {
        PLATFORM_OTHER,
        PLATFORM_PSERIES, /* a guest of an unknown hypervisor */
        PLATFORM_POWERVM,
        PLATFORM_POWERNV,
        PLATFORM_KVM,
        PLATFORM_QEMU,
} Platform;

typedef enum State {
        STATE_UNAVAILABLE,
        STATE_DEGRADED,
        STATE_READY,
} State;

typedef enum Reason {
        REASON_NONE,
        REASON_KVM_STALE,
        REASON_KVM_EMPTY,
        REASON_KVM_DENIED,
        REASON_KVM_FAILED,
        REASON_KVM_TIMEOUT,
        REASON_NO_KVM,
        REASON_NO_KVM_HV,
        REASON_NOT_POWER,
        REASON_KERNEL_WITHOUT_CAPABILITY,
        REASON_RAW_CPU_VERSION,
        REASON_UNKNOWN_CPU_VERSION,
        REASON_MALFORMED_DEVICE_TREE,
        REASON_MIXED_CPU_VERSIONS,
        REASON_GUEST_REFUSED,
} Reason;

/* Where the modes come from. */
typedef enum Source {
        SOURCE_NONE,
        SOURCE_KVM,
        SOURCE_TRIAL,
        SOURCE_DEVICE_TREE,
} Source;

/* Masks in the kernel's encoding, PVRs in host byte order. */
typedef struct Judgement {
        uint64_t compat_mask;
        uint64_t kernel_mask;
        Mode recommended_mode; /* MODE_UNKNOWN: none */
        ModeSet trial_modes;   /* those in which a trial guest ran, beyond the host's mode too */
        MachineOptions machine_options;
        Mode host_mode;
        uint32_t host_logical_pvr;
        Mode processor_model;
        uint32_t processor_pvr;
        Platform platform;
        State state;
        Reason reason;
        Source source;
} Judgement;

/* The words of the bus. Never NULL. */
const char *platform_name(Platform platform);
const char *state_name(State state);
const char *reason_name(Reason reason);
const char *source_name(Source source);

/* The other way; false for any other word, the result is untouched then. The empty word is REASON_NONE. */
bool state_from_name(const char *name, State *ret_state);
bool reason_from_name(const char *name, Reason *ret_reason);

bool judgement_equal(const Judgement *a, const Judgement *b);

/* Whether going from one to the other is a change in what guests can use or why: what Generation counts. */
bool judgement_answer_differs(const Judgement *a, const Judgement *b);
