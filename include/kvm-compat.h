/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's interface of KVM_CAP_PPC_COMPAT_CAPS, for builds against headers older than Linux 7.3 and for other
 * architectures, where asm/kvm.h lacks it. Source of each number: linux/kvm.h and powerpc's asm/kvm.h of Linux 7.3.
 */
#ifndef KVM_COMPAT_H
#define KVM_COMPAT_H

#include <linux/kvm.h>
#include <linux/types.h>

/* KVM_CHECK_EXTENSION: 1 if KVM reports the modes of its guests. */
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

/*
 * What a trial guest needs, and what the options of a machine depend on: powerpc's own, so absent from the headers of
 * other architectures. Source: linux/kvm.h and powerpc's asm/kvm.h.
 */
#ifndef KVM_VM_PPC_HV
#define KVM_VM_PPC_HV 1
#endif

/* A 32-bit register of a vCPU: the logical PVR of its compatibility mode. */
#define PPC_ONE_REG_ARCH_COMPAT (KVM_REG_PPC | KVM_REG_SIZE_U32 | 0xb7)

struct ppc_vcpu_regs {
        __u64 pc, cr, ctr, lr, xer, msr, srr0, srr1, pid, sprg[8], gpr[32];
};
#define PPC_GET_VCPU_REGS _IOR(KVMIO, 0x81, struct ppc_vcpu_regs)
#define PPC_SET_VCPU_REGS _IOW(KVMIO, 0x82, struct ppc_vcpu_regs)

struct ppc_cpu_char {
        __u64 character, behaviour, character_mask, behaviour_mask;
};
#define PPC_GET_CPU_CHAR _IOR(KVMIO, 0xb1, struct ppc_cpu_char)

struct ppc_smmu_info {
        __u64 flags;
        __u32 slb_size;
        __u16 data_keys, instr_keys;
        struct {
                __u32 page_shift, slb_enc;
                struct {
                        __u32 page_shift, pte_enc;
                } enc[8];
        } sps[8];
};
#define PPC_GET_SMMU_INFO _IOR(KVMIO, 0xa6, struct ppc_smmu_info)
#define PPC_SMMU_PAGE_SIZES_REAL 1

#ifndef KVM_PPC_COMPAT_CAP_POWER9
#define KVM_PPC_COMPAT_CAP_POWER9 (1ULL << 62)
#define KVM_PPC_COMPAT_CAP_POWER10 (1ULL << 61)
#define KVM_PPC_COMPAT_CAP_POWER11 (1ULL << 60)
#endif

#endif
