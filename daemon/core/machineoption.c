/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "machineoption.h"

#include <string.h>

#include "macros.h"

/* Bits of struct kvm_ppc_cpu_char (powerpc's asm/kvm.h), which are those of PAPR's H_GET_CPU_CHARACTERISTICS. */
#define CHARACTER_SPECULATION_BARRIER (1ULL << 63)
#define CHARACTER_BRANCH_SERIALISED (1ULL << 62)
#define CHARACTER_FLUSH_ORI30 (1ULL << 61)
#define CHARACTER_FLUSH_TRIG2 (1ULL << 60)
#define CHARACTER_THREAD_PRIVATE_CACHE (1ULL << 59)
#define CHARACTER_COUNT_CACHE_DISABLED (1ULL << 56)
#define CHARACTER_COUNT_CACHE_ASSIST (1ULL << 54)
#define BEHAVIOUR_FLUSH_CACHE (1ULL << 62)
#define BEHAVIOUR_BOUNDS_CHECK (1ULL << 61)
#define BEHAVIOUR_FLUSH_COUNT_CACHE (1ULL << 58)

/* All of QEMU's processors with a large decrementer have one of this width. */
#define LARGE_DECREMENTER_BITS 56

#define QEMU_PAGE_SIZE 65536

/* Indexed by MachineOption. */
static const struct {
        const char *key, *value;
} options_known[] = {
        [MACHINE_OPTION_CFPC] = {"cap-cfpc", "broken"},
        [MACHINE_OPTION_SBBC] = {"cap-sbbc", "broken"},
        [MACHINE_OPTION_IBS] = {"cap-ibs", "broken"},
        [MACHINE_OPTION_HPT_PAGE_SIZE] = {"cap-hpt-max-page-size", "4k"},
        [MACHINE_OPTION_LARGE_DECREMENTER] = {"cap-large-decr", "off"},
        [MACHINE_OPTION_CCF_ASSIST] = {"cap-ccf-assist", "off"},
        [MACHINE_OPTION_FWNMI] = {"cap-fwnmi", "off"},
        [MACHINE_OPTION_AIL_MODE_3] = {"cap-ail-mode-3", "off"},
        [MACHINE_OPTION_DAWR1] = {"cap-dawr1", "off"},
};

static bool has(const MachineClues *clues, uint64_t bit) {
        return (clues->character & clues->character_mask & bit) != 0;
}

static bool must(const MachineClues *clues, uint64_t bit) {
        return (clues->behaviour & clues->behaviour_mask & bit) != 0;
}

/* KVM says that it need not, in place of saying nothing. */
static bool need_not(const MachineClues *clues, uint64_t bit) {
        return (~clues->behaviour & clues->behaviour_mask & bit) != 0;
}

static bool lacks(const MachineClues *clues, uint64_t bit) {
        return (~clues->character & clues->character_mask & bit) != 0;
}

static bool has_safe_cache(const MachineClues *clues) {
        bool private_cache = clues->processor == MODE_POWER8 || has(clues, CHARACTER_THREAD_PRIVATE_CACHE);

        return need_not(clues, BEHAVIOUR_FLUSH_CACHE) ||
               (private_cache && has(clues, CHARACTER_FLUSH_ORI30 | CHARACTER_FLUSH_TRIG2));
}

static bool has_safe_bounds(const MachineClues *clues) {
        return need_not(clues, BEHAVIOUR_BOUNDS_CHECK) || has(clues, CHARACTER_SPECULATION_BARRIER);
}

/* Whether indirect branches need no care; QEMU asks in this order, so that it goes before the other levels. */
static bool branches_are_fixed(const MachineClues *clues) {
        return need_not(clues, BEHAVIOUR_FLUSH_COUNT_CACHE) && lacks(clues, CHARACTER_COUNT_CACHE_DISABLED) &&
               lacks(clues, CHARACTER_BRANCH_SERIALISED);
}

static bool has_safe_branches(const MachineClues *clues) {
        return branches_are_fixed(clues) || must(clues, BEHAVIOUR_FLUSH_COUNT_CACHE) ||
               has(clues, CHARACTER_COUNT_CACHE_DISABLED | CHARACTER_BRANCH_SERIALISED);
}

/* Where the count cache is off there is nothing to assist with. */
static bool has_count_cache_assist(const MachineClues *clues) {
        bool disabled = !branches_are_fixed(clues) && !must(clues, BEHAVIOUR_FLUSH_COUNT_CACHE) &&
                        has(clues, CHARACTER_COUNT_CACHE_DISABLED);

        return disabled || has(clues, CHARACTER_COUNT_CACHE_ASSIST);
}

MachineOptions machine_options_needed(const MachineClues *clues) {
        bool small_pages = clues->real_page_sizes && clues->page_size < QEMU_PAGE_SIZE;
        /* QEMU asks for a large decrementer since POWER9. */
        bool small_decrementer = clues->processor != MODE_POWER8 && clues->decrementer_bits != LARGE_DECREMENTER_BITS;
        const bool needed[] = {
                [MACHINE_OPTION_CFPC] = !has_safe_cache(clues),
                [MACHINE_OPTION_SBBC] = !has_safe_bounds(clues),
                [MACHINE_OPTION_IBS] = !has_safe_branches(clues),
                [MACHINE_OPTION_HPT_PAGE_SIZE] = small_pages,
                [MACHINE_OPTION_LARGE_DECREMENTER] = small_decrementer,
                [MACHINE_OPTION_CCF_ASSIST] = !has_count_cache_assist(clues),
                [MACHINE_OPTION_FWNMI] = !clues->fwnmi,
                [MACHINE_OPTION_AIL_MODE_3] = !clues->ail_mode_3,
                [MACHINE_OPTION_DAWR1] = !clues->dawr1,
        };
        MachineOptions options = 0;

        for (MachineOption option = 0; option < MACHINE_OPTION_COUNT; option++)
                if (needed[option])
                        options |= machine_option_of(option);
        return options;
}

MachineOptions machine_options_for(MachineOptions options, uint64_t modes) {
        /* QEMU has it off by itself for older modes, and a QEMU that does not know it refuses to start. */
        bool asks_for_dawr1 = (modes & ~mode_bits_up_to(MODE_POWER9)) != 0;

        return asks_for_dawr1 ? options : options & ~machine_option_of(MACHINE_OPTION_DAWR1);
}

MachineOptions machine_option_of(MachineOption option) {
        return 1U << option;
}

const char *machine_option_key(MachineOption option) {
        return options_known[option].key;
}

const char *machine_option_value(MachineOption option) {
        return options_known[option].value;
}

bool machine_option_from_text(const char *text, MachineOption *ret_option) {
        for (MachineOption option = 0; option < MACHINE_OPTION_COUNT; option++) {
                size_t length = strlen(options_known[option].key);

                if (strncmp(text, options_known[option].key, length) == 0 && text[length] == '=' &&
                    strcmp(text + length + 1, options_known[option].value) == 0) {
                        *ret_option = option;
                        return true;
                }
        }
        return false;
}
