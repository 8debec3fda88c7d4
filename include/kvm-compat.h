/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's interface of KVM_CAP_PPC_COMPAT_CAPS, for builds against headers older than Linux 7.3 and for other
 * architectures, where asm/kvm.h lacks it. Source of each number: linux/kvm.h and powerpc's asm/kvm.h of Linux 7.3.
 */
#ifndef KVM_COMPAT_H
#define KVM_COMPAT_H

#include <linux/kvm.h>
#include <linux/types.h>

/* KVM_CHECK_EXTENSION: 1 where KVM can tell the modes of its guests. */
#ifndef KVM_CAP_PPC_COMPAT_CAPS
#define KVM_CAP_PPC_COMPAT_CAPS 250
#endif

/* An ioctl of the VM. _IO() differs by architecture: 0x2000aeb8 on powerpc, 0xaeb8 on x86. */
#ifndef KVM_PPC_GET_COMPAT_CAPS
#define KVM_PPC_GET_COMPAT_CAPS _IO(KVMIO, 0xb8)
#endif

/* Host byte order; size and flags go in, all three come out. */
#ifndef KVM_PPC_COMPAT_CAPS_SIZE_VER0
#define KVM_PPC_COMPAT_CAPS_SIZE_VER0 24
struct kvm_ppc_compat_caps {
        __u64 size;
        __u64 flags;
        __u64 compat_capabilities;
};
#endif

#ifndef KVM_PPC_COMPAT_CAP_POWER9
#define KVM_PPC_COMPAT_CAP_POWER9 (1ULL << 62)
#define KVM_PPC_COMPAT_CAP_POWER10 (1ULL << 61)
#define KVM_PPC_COMPAT_CAP_POWER11 (1ULL << 60)
#endif

#endif
