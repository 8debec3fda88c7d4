/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Options of QEMU's pseries machine that a guest with KVM needs on this host beyond QEMU's defaults, and the rules
 * that derive them from KVM's answers. The defaults are those of machine types since pseries-5.0.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mode.h"

/* In the order in which QEMU checks them. */
typedef enum MachineOption {
        MACHINE_OPTION_CFPC,
        MACHINE_OPTION_SBBC,
        MACHINE_OPTION_IBS,
        MACHINE_OPTION_HPT_PAGE_SIZE,
        MACHINE_OPTION_LARGE_DECREMENTER,
        MACHINE_OPTION_CCF_ASSIST,
        MACHINE_OPTION_FWNMI,
        MACHINE_OPTION_AIL_MODE_3,
        MACHINE_OPTION_DAWR1,
        MACHINE_OPTION_COUNT,
} MachineOption;

/* A set of them: bit 1 << MachineOption. */
typedef uint32_t MachineOptions;

/* What the rules need of a host; 0 and false if KVM has no answer, as QEMU takes it. */
typedef struct MachineClues {
        Mode processor; /* of the silicon */
        /* struct kvm_ppc_cpu_char of KVM_PPC_GET_CPU_CHAR */
        uint64_t character, behaviour, character_mask, behaviour_mask;
        bool real_page_sizes;          /* KVM_PPC_PAGE_SIZES_REAL of KVM_PPC_GET_SMMU_INFO */
        uint64_t page_size;            /* of the host's kernel, in bytes */
        uint32_t decrementer_bits;     /* ibm,dec-bits of a CPU node; 0 if it has none */
        bool fwnmi, ail_mode_3, dawr1; /* KVM_CAP_PPC_FWNMI, _AIL_MODE_3, _DAWR1 of the VM */
} MachineClues;

MachineOptions machine_options_needed(const MachineClues *clues);

/* Those of a set that a guest in one of these modes (bits of CompatMask) needs. */
MachineOptions machine_options_for(MachineOptions options, uint64_t modes);

MachineOptions machine_option_of(MachineOption option);

/* The property of QEMU's machine and the value to give it. Never NULL. */
const char *machine_option_key(MachineOption option);
const char *machine_option_value(MachineOption option);

/* The option of a text "key=value"; false for any other text, ret_option then untouched. */
bool machine_option_from_text(const char *text, MachineOption *ret_option);
