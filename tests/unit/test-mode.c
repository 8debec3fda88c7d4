/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kvm-compat.h"
#include "macros.h"
#include "mode.h"
#include "ppc-compat1.h"
#include "unit.h"

static void test_pvr(void **state) {
        static const struct {
                uint32_t pvr;
                Mode mode;
        } rows[] = {
                {0x0f000002, MODE_POWER6},  {0x0f000003, MODE_POWER7},  {0x0f100003, MODE_POWER7},
                {0x0f000004, MODE_POWER8},  {0x0f000005, MODE_POWER9},  {0x0f000006, MODE_POWER10},
                {0x0f000007, MODE_POWER11}, {0x0f000008, MODE_POWER12}, {0x0f000009, MODE_UNKNOWN},
                {0x00830100, MODE_POWER12}, {0x0f000000, MODE_UNKNOWN}, {0x0f100004, MODE_UNKNOWN},
                {0x0600000f, MODE_UNKNOWN}, {0xffffffff, MODE_UNKNOWN}, {0, MODE_UNKNOWN},
                {0x003e0302, MODE_POWER6},  {0x003f0201, MODE_POWER7},  {0x004a0201, MODE_POWER7},
                {0x004b0201, MODE_POWER8},  {0x004c0100, MODE_POWER8},  {0x004d0200, MODE_POWER8},
                {0x00660000, MODE_POWER8},  {0x004e1202, MODE_POWER9},  {0x00801200, MODE_POWER10},
                {0x00820200, MODE_POWER11}, {0x00840100, MODE_UNKNOWN}, {0x00630101, MODE_UNKNOWN},
                {0x01800200, MODE_UNKNOWN}, {0x00810000, MODE_UNKNOWN},
        };

        for (size_t i = 0; i < ELEMENTS(rows); i++)
                assert_int_equal(mode_from_pvr(rows[i].pvr), rows[i].mode);
}

static void test_names(void **state) {
        assert_string_equal(mode_name(MODE_POWER10), "power10");
        assert_string_equal(mode_name(MODE_UNKNOWN), "");
        assert_int_equal(mode_from_name("power11"), MODE_POWER11);
        assert_int_equal(mode_from_name("POWER9"), MODE_POWER9);
        assert_int_equal(mode_from_name("power8"), MODE_POWER8);
        assert_int_equal(mode_from_name(""), MODE_UNKNOWN);
        assert_int_equal(mode_from_name("power1"), MODE_UNKNOWN);
        assert_int_equal(mode_from_name("power100"), MODE_UNKNOWN);
}

static void test_sets(void **state) {
        ModeSet set = mode_set_of(MODE_POWER8) | mode_set_of(MODE_POWER10) | mode_set_of(MODE_POWER12);

        assert_true(mode_set_has(set, MODE_POWER8));
        assert_false(mode_set_has(set, MODE_POWER9));
        assert_true(mode_set_bits(set) == PPC_COMPAT1_MASK_POWER10);
        assert_true(mode_set_bits(0) == 0);
}

static void test_bits(void **state) {
        assert_true(mode_bit(MODE_POWER9) == 1ULL << 62);
        assert_true(mode_bit(MODE_POWER10) == 1ULL << 61);
        assert_true(mode_bit(MODE_POWER11) == 1ULL << 60);
        assert_true(mode_bit(MODE_POWER8) == 0);
        assert_true(mode_bits_up_to(MODE_UNKNOWN) == 0);
        assert_true(mode_bits_up_to(MODE_POWER8) == 0);
        assert_true(mode_bits_up_to(MODE_POWER10) == 6ULL << 60);
        assert_true(mode_bits_up_to(MODE_POWER11) == PPC_COMPAT1_MASK_ALL);
        assert_true(mode_bits_up_to(MODE_POWER12) == PPC_COMPAT1_MASK_ALL);
}

/* The public header, the kernel's and the table must say the same. */
static void test_kernel_encoding(void **state) {
        assert_true(mode_bit(MODE_POWER9) == KVM_PPC_COMPAT_CAP_POWER9);
        assert_true(mode_bit(MODE_POWER10) == KVM_PPC_COMPAT_CAP_POWER10);
        assert_true(mode_bit(MODE_POWER11) == KVM_PPC_COMPAT_CAP_POWER11);
        assert_int_equal(sizeof(struct kvm_ppc_compat_caps), KVM_PPC_COMPAT_CAPS_SIZE_VER0);
        assert_int_equal(KVM_CAP_PPC_COMPAT_CAPS, 250);
        assert_int_equal(KVM_PPC_GET_COMPAT_CAPS & 0xffff, 0xaeb8);
}

static void test_lists(void **state) {
        Mode list[MODE_GUEST_MAX];

        assert_int_equal(mode_list(0, list), 0);
        assert_int_equal(mode_list(1ULL << 40 | 1, list), 0);
        assert_int_equal(mode_list(7ULL << 60 | 1ULL << 63, list), 3);
        assert_int_equal(list[0], MODE_POWER11);
        assert_int_equal(list[1], MODE_POWER10);
        assert_int_equal(list[2], MODE_POWER9);
        assert_int_equal(mode_newest(6ULL << 60), MODE_POWER10);
        assert_int_equal(mode_newest(0), MODE_UNKNOWN);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_pvr),   cmocka_unit_test(test_names), cmocka_unit_test(test_bits),
                cmocka_unit_test(test_lists), cmocka_unit_test(test_sets),  cmocka_unit_test(test_kernel_encoding),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
