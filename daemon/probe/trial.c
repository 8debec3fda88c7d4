/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trial.h"

#include <endian.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "kvm-compat.h"
#include "kvmcall.h"
#include "macros.h"

/* A multiple of every page size that Linux has on POWER. */
#define MEMORY_SIZE (1024UL * 1024)

/* The guest's program, little-endian: li r3,0x7f00; sc 1. PAPR has no hypercall of this number. */
#define START 0x1000
#define LOAD_NUMBER 0x38607f00
#define HYPERCALL 0x44000022
#define NUMBER 0x7f00

/* 64-bit, machine checks on, little-endian; translation is off. asm/reg.h: MSR_SF, MSR_ME, MSR_LE. */
#define START_MSR (1ULL << 63 | 1ULL << 12 | 1ULL)

typedef struct Guest {
        const KvmOps *ops;
        uint32_t *memory;
        int vcpu;
        struct kvm_run *run;
        size_t run_size;
} Guest;

typedef enum Verdict {
        VERDICT_NONE, /* it says nothing of the mode */
        VERDICT_RAN,
        VERDICT_REFUSED,
} Verdict;

/* Newest first; the logical PVRs are LoPAR's. */
static const struct {
        Mode mode;
        uint32_t logical_pvr;
} tried[] = {
        {MODE_POWER11, 0x0f000007},
        {MODE_POWER10, 0x0f000006},
        {MODE_POWER9, 0x0f000005},
        {MODE_POWER8, 0x0f000004},
};
_Static_assert(ELEMENTS(tried) == MODE_GUEST_MAX + 1, "each mode that has a bit is tried, and POWER8");

static void guest_done(Guest *guest) {
        if (guest->run != MAP_FAILED)
                guest->ops->unmap(guest->run, guest->run_size);
        if (guest->vcpu >= 0)
                guest->ops->close(guest->vcpu);
        if (guest->memory != MAP_FAILED)
                guest->ops->unmap(guest->memory, MEMORY_SIZE);
}

static bool guest_add_memory(Guest *guest, int vm) {
        struct kvm_userspace_memory_region region = {.memory_size = MEMORY_SIZE};

        guest->memory = guest->ops->map(-1, MEMORY_SIZE);
        if (guest->memory == MAP_FAILED)
                return false;
        guest->memory[START / sizeof(uint32_t)] = htole32(LOAD_NUMBER);
        guest->memory[START / sizeof(uint32_t) + 1] = htole32(HYPERCALL);
        region.userspace_addr = (uintptr_t)guest->memory;
        return kvm_ioctl(guest->ops, vm, KVM_SET_USER_MEMORY_REGION, &region) >= 0;
}

/* As a guest of PAPR, whose hypercalls come back to this process. */
static bool guest_add_vcpu(Guest *guest, int kvm, int vm) {
        struct kvm_enable_cap papr = {.cap = KVM_CAP_PPC_PAPR};
        int size = kvm_ioctl(guest->ops, kvm, KVM_GET_VCPU_MMAP_SIZE, NULL);

        if (size < (int)sizeof(*guest->run))
                return false;
        guest->run_size = (size_t)size;
        guest->vcpu = kvm_ioctl(guest->ops, vm, KVM_CREATE_VCPU, NULL);
        if (guest->vcpu < 0 || kvm_ioctl(guest->ops, guest->vcpu, KVM_ENABLE_CAP, &papr) < 0)
                return false;
        guest->run = guest->ops->map(guest->vcpu, guest->run_size);
        return guest->run != MAP_FAILED;
}

static Verdict verdict_from_errno(void) {
        return errno == EINVAL ? VERDICT_REFUSED : VERDICT_NONE;
}

static Verdict verdict_from_exit(const struct kvm_run *run) {
        switch (run->exit_reason) {
        case KVM_EXIT_PAPR_HCALL:
                return run->papr_hcall.nr == NUMBER ? VERDICT_RAN : VERDICT_NONE;
        case KVM_EXIT_FAIL_ENTRY:
        case KVM_EXIT_UNKNOWN:
        case KVM_EXIT_INTERNAL_ERROR:
                return VERDICT_REFUSED;
        default:
                return VERDICT_NONE;
        }
}

static Verdict guest_try(Guest *guest, uint32_t logical_pvr) {
        struct kvm_one_reg compat = {.id = PPC_ONE_REG_ARCH_COMPAT, .addr = (uintptr_t)&logical_pvr};
        struct ppc_vcpu_regs registers;

        if (kvm_ioctl(guest->ops, guest->vcpu, KVM_SET_ONE_REG, &compat) < 0)
                return verdict_from_errno();
        if (kvm_ioctl(guest->ops, guest->vcpu, PPC_GET_VCPU_REGS, &registers) < 0)
                return VERDICT_NONE;
        registers.pc = START;
        registers.msr = START_MSR;
        if (kvm_ioctl(guest->ops, guest->vcpu, PPC_SET_VCPU_REGS, &registers) < 0)
                return VERDICT_NONE;
        if (kvm_ioctl(guest->ops, guest->vcpu, KVM_RUN, NULL) < 0)
                return verdict_from_errno();
        return verdict_from_exit(guest->run);
}

static bool has_hash_mmu(const KvmOps *ops, int vm) {
        return kvm_check_extension(ops, vm, KVM_CAP_PPC_MMU_HASH_V3) == 1 ||
               kvm_check_extension(ops, vm, KVM_CAP_PPC_MMU_RADIX) == 0;
}

static void try_modes(Guest *guest, bool hash, KvmAnswer *answer, KvmReport report, void *userdata) {
        for (size_t i = 0; i < ELEMENTS(tried); i++) {
                Verdict verdict;

                if (tried[i].mode == MODE_POWER8 && !hash)
                        continue;
                verdict = guest_try(guest, tried[i].logical_pvr);
                if (verdict == VERDICT_RAN)
                        answer->trial.ran |= mode_set_of(tried[i].mode);
                else if (verdict == VERDICT_REFUSED)
                        answer->trial.refused |= mode_set_of(tried[i].mode);
                report(answer, userdata);
        }
}

void trial_run(const KvmOps *ops, int kvm, int vm, KvmAnswer *answer, KvmReport report, void *userdata) {
        Guest guest = {.ops = ops, .memory = MAP_FAILED, .vcpu = -1, .run = MAP_FAILED};

        if (guest_add_memory(&guest, vm) && guest_add_vcpu(&guest, kvm, vm))
                try_modes(&guest, has_hash_mmu(ops, vm), answer, report, userdata);
        guest_done(&guest);
}
