/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What was seen on a host, as plain values without a judgement: KVM's answer, the trial guests, the live device tree,
 * the processor's PVR. The probe fills them, evaluate() judges them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "machineoption.h"
#include "mode.h"

/* How asking KVM for the modes of its guests ended. */
typedef enum KvmOutcome {
        KVM_NO_DEVICE,     /* nothing answers at /dev/kvm */
        KVM_OK,            /* it gave a mask */
        KVM_NO_CAPABILITY, /* it makes guests, but does not report their modes */
        KVM_NO_HV,         /* no HV implementation: no guest can be made, and no capability */
        KVM_DENIED,        /* no permission */
        KVM_REFUSED,       /* EINVAL: it has no mode for this host's cpu-version */
        KVM_FAILED,        /* any other error */
        KVM_TIMEOUT,       /* no answer in time */
} KvmOutcome;

/* The step of the question to KVM at which it ended without a mask. */
typedef enum KvmStep {
        KVM_STEP_NONE,
        KVM_STEP_CHILD, /* the process that asks could not be made, or died */
        KVM_STEP_OPEN,
        KVM_STEP_VERSION,
        KVM_STEP_CAPABILITY,
        KVM_STEP_CREATE_VM,
        KVM_STEP_MASK,
} KvmStep;

/*
 * Trial guests: in which modes one ran, and in which KVM or the hypervisor refused it. A mode in neither was not
 * tried, or its trial says nothing of the mode.
 */
typedef struct KvmTrial {
        ModeSet ran;
        ModeSet refused;
} KvmTrial;

/* What one question to KVM brought: by its mask, and by trial guests. */
typedef struct KvmAnswer {
        KvmOutcome outcome;
        int error;       /* errno where the outcome has one, else 0 */
        KvmStep step;    /* where it ended; KVM_STEP_NONE with a mask */
        uint64_t mask;   /* as the kernel gave it, unknown bits too; 0 unless KVM_OK */
        uint64_t seqnum; /* of the newest uevent before KVM was asked; 0 unknown */
        KvmTrial trial;
        MachineOptions machine_options;
} KvmAnswer;

/* What the root of the tree and /hypervisor say of the machine; presence counts, not the value. */
typedef struct PlatformClues {
        bool compatible_powernv;      /* ibm,powernv among the root's compatible strings */
        bool compatible_qemu_pseries; /* qemu,pseries likewise */
        bool compatible_ibm;          /* one that starts with IBM, likewise */
        bool hypervisor_kvm;          /* /hypervisor is compatible with linux,kvm */
        bool partition_name;          /* ibm,partition-name is there */
        bool powervm_property;        /* hmc-managed?, ibm,powervm-partition or ibm,fw-net-version is there */
        bool device_type_chrp;
} PlatformClues;

/* cpu-version of all CPU nodes that count, folded. */
typedef struct CpuVersions {
        unsigned known;     /* nodes with a known mode */
        unsigned unknown;   /* nodes with a well-formed value of no known mode */
        unsigned malformed; /* nodes without a value, or with one that is not four bytes long */
        uint32_t lowest;    /* the value of the oldest known mode; at equal modes a raw PVR before a logical one */
        uint32_t newest;    /* the value of the newest known mode, likewise */
        uint32_t first_unknown; /* the first unknown value */
} CpuVersions;

typedef struct TreeFacts {
        bool present; /* false: no tree could be read at all */
        PlatformClues clues;
        CpuVersions cpus;
} TreeFacts;

typedef struct Facts {
        KvmAnswer kvm;
        TreeFacts tree;
        uint32_t processor_pvr; /* of the hardware, 0 unknown */
} Facts;

/* What the step does, to follow "could not" or the like: the name of a system call or of an ioctl. Never NULL. */
const char *kvm_step_name(KvmStep step);

/* Whether each mode that has a bit in KVM's answer ran or was refused. */
bool kvm_trial_is_done(const KvmTrial *trial);

/* The outcome's word in a capture file. Never NULL. */
const char *kvm_outcome_name(KvmOutcome outcome);

/* The outcome of a capture's word; false for any other word, ret_outcome then untouched. */
bool kvm_outcome_from_name(const char *name, KvmOutcome *ret_outcome);

/* Counts one CPU node in: a well-formed cpu-version in host byte order, or none. */
void cpu_versions_add(CpuVersions *cpus, uint32_t value);
void cpu_versions_add_malformed(CpuVersions *cpus);

/* Whether the nodes differ: in mode, in being known, or in being raw or logical. */
bool cpu_versions_mixed(const CpuVersions *cpus);
