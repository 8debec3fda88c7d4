/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "machine.h"

#include <unistd.h>

#include "kvm-compat.h"
#include "kvmcall.h"

static bool has(const KvmOps *ops, int vm, unsigned long capability) {
        return kvm_check_extension(ops, vm, capability) > 0;
}

static void ask_characteristics(const KvmOps *ops, int vm, MachineClues *clues) {
        struct ppc_cpu_char answer = {0};

        if (!has(ops, vm, KVM_CAP_PPC_GET_CPU_CHAR) || kvm_ioctl(ops, vm, PPC_GET_CPU_CHAR, &answer) < 0)
                return;
        clues->character = answer.character;
        clues->behaviour = answer.behaviour;
        clues->character_mask = answer.character_mask;
        clues->behaviour_mask = answer.behaviour_mask;
}

MachineOptions machine_ask(const KvmOps *ops, int vm, const KvmQuestion *question) {
        struct ppc_smmu_info mmu = {0};
        MachineClues clues = {
                .processor = question->processor,
                .decrementer_bits = question->decrementer_bits,
                .page_size = (uint64_t)sysconf(_SC_PAGESIZE),
                .fwnmi = has(ops, vm, KVM_CAP_PPC_FWNMI),
                .ail_mode_3 = has(ops, vm, KVM_CAP_PPC_AIL_MODE_3),
                .dawr1 = has(ops, vm, KVM_CAP_PPC_DAWR1),
        };

        ask_characteristics(ops, vm, &clues);
        clues.real_page_sizes =
                kvm_ioctl(ops, vm, PPC_GET_SMMU_INFO, &mmu) < 0 || (mmu.flags & PPC_SMMU_PAGE_SIZES_REAL) != 0;
        return machine_options_needed(&clues);
}
