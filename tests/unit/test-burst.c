/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "burst.h"
#include "unit.h"

#define MSEC 1000ULL
#define BEGIN (5 * 1000 * MSEC)

static void test_the_weightiest_counts(void **state) {
        Burst burst = {0};

        burst_add(&burst, TRIGGER_CPU, 7, BEGIN);
        assert_true(burst.pending);
        assert_int_equal(burst.trigger, TRIGGER_CPU);
        burst_add(&burst, TRIGGER_CLIENT, 5, BEGIN);
        assert_int_equal(burst.trigger, TRIGGER_CPU);
        burst_add(&burst, TRIGGER_MIGRATION, 6, BEGIN);
        assert_int_equal(burst.trigger, TRIGGER_MIGRATION);
        assert_int_equal(burst.newest_event, 7);
}

static void test_end(void **state) {
        Burst burst = {0};

        burst_add(&burst, TRIGGER_CPU, 1, BEGIN);
        assert_int_equal(burst_get_end(&burst, BEGIN), BEGIN + 200 * MSEC);
        burst_add(&burst, TRIGGER_CPU, 2, BEGIN + 1700 * MSEC);
        assert_int_equal(burst_get_end(&burst, BEGIN + 1700 * MSEC), BEGIN + 1900 * MSEC);
        burst_add(&burst, TRIGGER_CPU, 3, BEGIN + 1900 * MSEC);
        assert_int_equal(burst_get_end(&burst, BEGIN + 1900 * MSEC), BEGIN + 2000 * MSEC);
}

static void test_answered_by_a_later_question(void **state) {
        Burst burst = {0};

        burst_add(&burst, TRIGGER_CPU, 7, BEGIN);
        assert_false(burst_is_answered(&burst, 6));
        assert_true(burst_is_answered(&burst, 7));
        /* What is no event is asked in any case. */
        burst_add(&burst, TRIGGER_CLIENT, UINT64_MAX, BEGIN);
        assert_false(burst_is_answered(&burst, 1000));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_the_weightiest_counts),
                cmocka_unit_test(test_end),
                cmocka_unit_test(test_answered_by_a_later_question),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
