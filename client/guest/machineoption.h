/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Options of QEMU's -machine that decide whether a guest starts: what is asked for, what a host needs, and what a
 * machine has where nothing is asked. An option that is not given is "".
 */
#pragma once

#include <stdbool.h>

/* From CAP_HTM on in the order in which QEMU applies them. */
typedef enum MachineOption {
        OPTION_TYPE,
        OPTION_ACCEL,
        OPTION_COMPAT,
        OPTION_KVM_TYPE,
        OPTION_KERNEL_IRQCHIP,
        OPTION_IC_MODE,
        CAP_HTM,
        CAP_VSX,
        CAP_DFP,
        CAP_CFPC,
        CAP_SBBC,
        CAP_IBS,
        CAP_HPT_MAX_PAGE_SIZE,
        CAP_NESTED_HV,
        CAP_LARGE_DECR,
        CAP_CCF_ASSIST,
        CAP_FWNMI,
        CAP_RPT_INVALIDATE,
        CAP_AIL_MODE_3,
        CAP_NESTED_PAPR,
        CAP_DAWR1,
        OPTION_COUNT,
} MachineOption;

/* Longer than any value that means something; a longer one is cut, and then means nothing. */
#define OPTION_SIZE 40

typedef struct MachineOptions {
        char value[OPTION_COUNT][OPTION_SIZE];
} MachineOptions;

const char *option_name(MachineOption option);

/* kernel_irqchip and kernel-irqchip are one. False for a key that is not among those above. */
bool options_set(MachineOptions *options, const char *key, const char *value);

/* The argument of one -machine: "pseries,accel=kvm,..."; a key that was there before gets the new value. */
void options_merge(MachineOptions *options, const char *argument);

/* What is given in over, in place of what options has. */
void options_overlay(MachineOptions *options, const MachineOptions *over);

/* How strong a value is: a higher level asks more of KVM. -1 if QEMU does not know the value. */
int option_level(MachineOption option, const char *value);

/* As QEMU reads a boolean. */
bool option_is_on(const char *value);

/* The version of QEMU that a machine type belongs to, 0 if it names none: pseries-8.2, pseries-rhel9.4.0. */
unsigned machine_version(const char *type);

/*
 * What the option is where it is not given, "" where that depends on the host: older machine types have less, and so
 * have machines whose mode (the cap, or the processor's generation) is older.
 */
const char *option_default(MachineOption option, const char *type, unsigned mode);
