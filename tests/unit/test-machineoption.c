/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options of a machine as a table: what KVM says of the processor, what QEMU then needs. */
#include "machineoption.h"

#include "macros.h"
#include "mode.h"
#include "unit.h"

#define OPTION(name) (1U << MACHINE_OPTION_##name)

/* A host that needs nothing: what a bare-metal POWER9 with current firmware and pages of 64 KiB says. */
static const MachineClues good = {
        .processor = MODE_POWER9,
        .character = 1ULL << 63 | 1ULL << 61 | 1ULL << 59 | 1ULL << 54,
        .character_mask = ~0ULL,
        .behaviour = 1ULL << 62 | 1ULL << 61 | 1ULL << 58,
        .behaviour_mask = ~0ULL,
        .real_page_sizes = true,
        .page_size = 65536,
        .decrementer_bits = 56,
        .fwnmi = true,
        .ail_mode_3 = true,
        .dawr1 = true,
};

static void test_nothing_needed(void **state) {
        assert_int_equal(machine_options_needed(&good), 0);
}

/* An emulated host with a kernel of 4 KiB pages reports no characteristics. */
static void test_silent_host(void **state) {
        MachineClues clues = good;

        clues.character = clues.character_mask = clues.behaviour = clues.behaviour_mask = 0;
        clues.page_size = 4096;
        assert_int_equal(machine_options_needed(&clues),
                         OPTION(CFPC) | OPTION(SBBC) | OPTION(IBS) | OPTION(CCF_ASSIST) | OPTION(HPT_PAGE_SIZE));
}

typedef struct Row {
        uint64_t character, behaviour;
        MachineOptions options; /* of the four that depend on them */
        Mode processor;
} Row;

static void test_characteristics(void **state) {
        static const Row rows[] = {
                /* Bounds checks: not needed, or a barrier. */
                {1ULL << 63, 1ULL << 62 | 1ULL << 58, OPTION(CFPC) | OPTION(CCF_ASSIST), MODE_POWER9},
                {0, 1ULL << 62 | 1ULL << 58, OPTION(CFPC) | OPTION(CCF_ASSIST), MODE_POWER9},
                {0, 1ULL << 62 | 1ULL << 61 | 1ULL << 58, OPTION(CFPC) | OPTION(SBBC) | OPTION(CCF_ASSIST),
                 MODE_POWER9},
                /* The cache: not needed; flushed by either instruction, where threads do not share it. */
                {1ULL << 54, 1ULL << 58, 0, MODE_POWER9},
                {1ULL << 54 | 1ULL << 60, 1ULL << 62 | 1ULL << 58, OPTION(CFPC), MODE_POWER9},
                {1ULL << 54 | 1ULL << 60 | 1ULL << 59, 1ULL << 62 | 1ULL << 58, 0, MODE_POWER9},
                {1ULL << 54 | 1ULL << 61, 1ULL << 62 | 1ULL << 58, 0, MODE_POWER8},
                {1ULL << 54 | 1ULL << 59, 1ULL << 62 | 1ULL << 58, OPTION(CFPC), MODE_POWER9},
                /* Branches: fixed, a flush, no count cache, or serialised. */
                {1ULL << 54, 0, 0, MODE_POWER9},
                {1ULL << 56, 0, 0, MODE_POWER9},
                {1ULL << 62, 0, OPTION(CCF_ASSIST), MODE_POWER9},
                {1ULL << 56, 1ULL << 58, OPTION(CCF_ASSIST), MODE_POWER9},
        };

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                MachineClues clues = good;

                clues.character = rows[i].character;
                clues.behaviour = rows[i].behaviour;
                clues.processor = rows[i].processor;
                clues.decrementer_bits = 56;
                assert_int_equal(machine_options_needed(&clues), rows[i].options);
        }
}

/* A bit outside its mask says nothing. */
static void test_masks(void **state) {
        MachineClues clues = good;

        clues.character_mask = clues.behaviour_mask = 0;
        assert_int_equal(machine_options_needed(&clues),
                         OPTION(CFPC) | OPTION(SBBC) | OPTION(IBS) | OPTION(CCF_ASSIST));
}

static void test_others(void **state) {
        MachineClues clues = good;

        clues.page_size = 4096;
        assert_int_equal(machine_options_needed(&clues), OPTION(HPT_PAGE_SIZE));
        clues.real_page_sizes = false;
        assert_int_equal(machine_options_needed(&clues), 0);
        clues.decrementer_bits = 32;
        assert_int_equal(machine_options_needed(&clues), OPTION(LARGE_DECREMENTER));
        clues.decrementer_bits = 0;
        assert_int_equal(machine_options_needed(&clues), OPTION(LARGE_DECREMENTER));
        clues.processor = MODE_POWER8;
        assert_int_equal(machine_options_needed(&clues), 0);
        clues.fwnmi = clues.ail_mode_3 = clues.dawr1 = false;
        assert_int_equal(machine_options_needed(&clues), OPTION(FWNMI) | OPTION(AIL_MODE_3) | OPTION(DAWR1));
}

/* QEMU before 10.0 does not know cap-dawr1, and none asks for it in older modes. */
static void test_by_mode(void **state) {
        MachineOptions options = OPTION(DAWR1) | OPTION(CFPC);

        assert_int_equal(machine_options_for(options, mode_bit(MODE_POWER9)), OPTION(CFPC));
        assert_int_equal(machine_options_for(options, 0), OPTION(CFPC));
        assert_int_equal(machine_options_for(options, mode_bit(MODE_POWER9) | mode_bit(MODE_POWER10)), options);
}

static void test_texts(void **state) {
        MachineOption option = MACHINE_OPTION_CFPC;

        assert_true(machine_option_from_text("cap-hpt-max-page-size=4k", &option));
        assert_int_equal(option, MACHINE_OPTION_HPT_PAGE_SIZE);
        assert_string_equal(machine_option_key(option), "cap-hpt-max-page-size");
        assert_string_equal(machine_option_value(option), "4k");
        assert_false(machine_option_from_text("cap-cfpc=fixed", &option));
        assert_false(machine_option_from_text("cap-cfpc", &option));
        assert_false(machine_option_from_text("cap-cfpc=broken,", &option));
        assert_false(machine_option_from_text("", &option));
        assert_int_equal(option, MACHINE_OPTION_HPT_PAGE_SIZE);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_nothing_needed),  cmocka_unit_test(test_silent_host),
                cmocka_unit_test(test_characteristics), cmocka_unit_test(test_masks),
                cmocka_unit_test(test_others),          cmocka_unit_test(test_by_mode),
                cmocka_unit_test(test_texts),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
