/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "facts.h"
#include "macros.h"
#include "unit.h"

static void test_outcome_words(void **state) {
        KvmOutcome outcome = KVM_OK;

        for (KvmOutcome o = KVM_NO_DEVICE; o <= KVM_TIMEOUT; o++) {
                assert_true(kvm_outcome_from_name(kvm_outcome_name(o), &outcome));
                assert_int_equal(outcome, o);
        }
        assert_false(kvm_outcome_from_name("OK", &outcome));
        assert_false(kvm_outcome_from_name("", &outcome));
        assert_int_equal(outcome, KVM_TIMEOUT);
}

static CpuVersions fold(const uint32_t *values, size_t n) {
        CpuVersions cpus = {0};

        for (size_t i = 0; i < n; i++)
                cpu_versions_add(&cpus, values[i]);
        return cpus;
}

#define FOLD(...) fold((const uint32_t[]){__VA_ARGS__}, ELEMENTS(((const uint32_t[]){__VA_ARGS__})))

static void test_alike(void **state) {
        CpuVersions cpus = FOLD(0x0f000006, 0x0f000006, 0x0f000006);

        assert_int_equal(cpus.known, 3);
        assert_int_equal(cpus.lowest, 0x0f000006);
        assert_int_equal(cpus.newest, 0x0f000006);
        assert_false(cpu_versions_mixed(&cpus));

        /* Two revisions of one processor, and two values of one mode, are no difference. */
        cpus = FOLD(0x004e1202, 0x004e1203);
        assert_false(cpu_versions_mixed(&cpus));
        cpus = FOLD(0x0f000003, 0x0f100003);
        assert_false(cpu_versions_mixed(&cpus));
}

static void test_lowest_in_any_order(void **state) {
        CpuVersions a = FOLD(0x0f000007, 0x0f000005, 0x0f000006), b = FOLD(0x0f000005, 0x0f000007);

        assert_int_equal(a.lowest, 0x0f000005);
        assert_int_equal(a.newest, 0x0f000007);
        assert_int_equal(b.lowest, 0x0f000005);
        assert_int_equal(b.newest, 0x0f000007);
        assert_true(cpu_versions_mixed(&a));
        assert_true(cpu_versions_mixed(&b));
}

static void test_raw_is_lower_than_logical(void **state) {
        CpuVersions cpus = FOLD(0x0f000006, 0x00800200);

        assert_int_equal(cpus.lowest, 0x00800200);
        assert_true(cpu_versions_mixed(&cpus));
}

static void test_strangers(void **state) {
        CpuVersions cpus = FOLD(0x0f000009, 0x0f000009);

        assert_int_equal(cpus.known, 0);
        assert_int_equal(cpus.unknown, 2);
        assert_int_equal(cpus.first_unknown, 0x0f000009);
        assert_false(cpu_versions_mixed(&cpus));

        cpu_versions_add(&cpus, 0x0f000006);
        assert_true(cpu_versions_mixed(&cpus));
}

static void test_malformed(void **state) {
        CpuVersions cpus = {0};

        cpu_versions_add_malformed(&cpus);
        assert_int_equal(cpus.malformed, 1);
        assert_false(cpu_versions_mixed(&cpus));
        cpu_versions_add(&cpus, 0x0f000006);
        assert_true(cpu_versions_mixed(&cpus));
        assert_int_equal(cpus.lowest, 0x0f000006);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_outcome_words),       cmocka_unit_test(test_alike),
                cmocka_unit_test(test_lowest_in_any_order), cmocka_unit_test(test_raw_is_lower_than_logical),
                cmocka_unit_test(test_strangers),           cmocka_unit_test(test_malformed),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
