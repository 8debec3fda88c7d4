/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * org.ppc.Compat1: every name that a consumer of the bus interface needs.
 *
 * Macros only, so that C and C++ programs include it without linking anything. The interface itself is described in
 * org.ppc.Compat1.xml. Within version 1 names are added, never changed or removed: treat a word that is not listed
 * here as unknown.
 */
#ifndef PPC_COMPAT1_H
#define PPC_COMPAT1_H

#define PPC_COMPAT1_BUS_NAME "org.ppc.Compat1"
#define PPC_COMPAT1_OBJECT_PATH "/org/ppc/Compat1"
#define PPC_COMPAT1_INTERFACE "org.ppc.Compat1"

/*
 * Processor compatibility modes that a nested guest can use: names as in QEMU's max-cpu-compat, bits of CompatMask
 * and KernelMask as in the kernel's KVM_PPC_GET_COMPAT_CAPS (asm/kvm.h of Linux 7.3, host byte order). power8 has no
 * bit: it is in TrialModes where a guest ran in it.
 */
#define PPC_COMPAT1_MODE_POWER8 "power8"
#define PPC_COMPAT1_MODE_POWER9 "power9"
#define PPC_COMPAT1_MODE_POWER10 "power10"
#define PPC_COMPAT1_MODE_POWER11 "power11"

#define PPC_COMPAT1_MASK_POWER9 (1ULL << 62)
#define PPC_COMPAT1_MASK_POWER10 (1ULL << 61)
#define PPC_COMPAT1_MASK_POWER11 (1ULL << 60)
#define PPC_COMPAT1_MASK_ALL (PPC_COMPAT1_MASK_POWER9 | PPC_COMPAT1_MASK_POWER10 | PPC_COMPAT1_MASK_POWER11)

/* Property State: how far the answer can be trusted. */
#define PPC_COMPAT1_STATE_READY "ready"
#define PPC_COMPAT1_STATE_DEGRADED "degraded"
#define PPC_COMPAT1_STATE_UNAVAILABLE "unavailable"

/* Property Reason: why State is not ready; empty when it is. */
#define PPC_COMPAT1_REASON_GUEST_REFUSED "guest-refused"
#define PPC_COMPAT1_REASON_KVM_STALE "kvm-stale"
#define PPC_COMPAT1_REASON_KVM_EMPTY "kvm-empty"
#define PPC_COMPAT1_REASON_KVM_DENIED "kvm-denied"
#define PPC_COMPAT1_REASON_KVM_FAILED "kvm-failed"
#define PPC_COMPAT1_REASON_KVM_TIMEOUT "kvm-timeout"
#define PPC_COMPAT1_REASON_NO_KVM "no-kvm"
#define PPC_COMPAT1_REASON_NO_KVM_HV "no-kvm-hv"
#define PPC_COMPAT1_REASON_NOT_POWER "not-power"
#define PPC_COMPAT1_REASON_KERNEL_WITHOUT_CAPABILITY "kernel-without-capability"
#define PPC_COMPAT1_REASON_RAW_CPU_VERSION "raw-cpu-version"
#define PPC_COMPAT1_REASON_UNKNOWN_CPU_VERSION "unknown-cpu-version"
#define PPC_COMPAT1_REASON_MALFORMED_DEVICE_TREE "malformed-device-tree"
#define PPC_COMPAT1_REASON_MIXED_CPU_VERSIONS "mixed-cpu-versions"

/* Property Source: where CompatMask comes from. */
#define PPC_COMPAT1_SOURCE_KVM "kvm"
#define PPC_COMPAT1_SOURCE_TRIAL "trial"
#define PPC_COMPAT1_SOURCE_DEVICE_TREE "device-tree"
#define PPC_COMPAT1_SOURCE_NONE "none"

/* Property Platform. */
#define PPC_COMPAT1_PLATFORM_POWERVM "powervm"
#define PPC_COMPAT1_PLATFORM_POWERNV "powernv"
#define PPC_COMPAT1_PLATFORM_KVM "kvm"
#define PPC_COMPAT1_PLATFORM_QEMU "qemu"
#define PPC_COMPAT1_PLATFORM_PSERIES "pseries"
#define PPC_COMPAT1_PLATFORM_OTHER "other"

/* Property LastTrigger, and the argument of Refresh (client, migration, resume only). */
#define PPC_COMPAT1_TRIGGER_BOOT "boot"
#define PPC_COMPAT1_TRIGGER_CPU "cpu"
#define PPC_COMPAT1_TRIGGER_KVM "kvm"
#define PPC_COMPAT1_TRIGGER_MIGRATION "migration"
#define PPC_COMPAT1_TRIGGER_RESUME "resume"
#define PPC_COMPAT1_TRIGGER_CLIENT "client"
#define PPC_COMPAT1_TRIGGER_RECHECK "recheck"

/*
 * MESSAGE_ID of the records in the journal, with the fields PPC_COMPAT_MODES, PPC_COMPAT_MODES_OLD (names, newest
 * first, separated by spaces), PPC_COMPAT_STATE, PPC_COMPAT_REASON, PPC_COMPAT_TRIGGER and PPC_COMPAT_GENERATION.
 */
#define PPC_COMPAT1_MESSAGE_READY "264c8590e65b40d0a122c098410138e9"
#define PPC_COMPAT1_MESSAGE_CHANGED "0edff9b1398943bea129e9dcf286dc32"
#define PPC_COMPAT1_MESSAGE_LOST_MODE "35d60a77441b4b88aa310c4bddcba0a0"
#define PPC_COMPAT1_MESSAGE_UNAVAILABLE "589c4989935745b5a9f7e0dbd6c44597"
#define PPC_COMPAT1_MESSAGE_STALE "dc8ee74cda774789a16ed872be304614"
#define PPC_COMPAT1_MESSAGE_RECOVERED "1d633354dc8540f3b375e5d138a27bbb"
#define PPC_COMPAT1_MESSAGE_DEGRADED "fcffb5b03f0543f0a21b113b96524c65"

/* Errors of the methods. */
#define PPC_COMPAT1_ERROR_UNKNOWN_MODE "org.ppc.Compat1.Error.UnknownMode"
#define PPC_COMPAT1_ERROR_UNKNOWN_TRIGGER "org.ppc.Compat1.Error.UnknownTrigger"

#endif
