/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "history.h"
#include "unit.h"

static void test_forgets_the_oldest(void **state) {
        History history = {0};

        for (uint64_t i = 1; i <= HISTORY_MAX + 3; i++)
                history_add(&history, &(Change){.generation = i});
        assert_int_equal(history.count, HISTORY_MAX);
        assert_int_equal(history.changes[0].generation, 4);
        assert_int_equal(history.changes[HISTORY_MAX - 1].generation, HISTORY_MAX + 3);
}

static void test_change_of_a_record(void **state) {
        Record record = {
                .judgement = {.compat_mask = 4ULL << 60, .reason = REASON_KVM_STALE},
                .generation = 9,
                .last_trigger = TRIGGER_MIGRATION,
                .last_change = {.realtime = 5, .monotonic = 6},
        };
        Change change = change_from_record(&record);

        assert_int_equal(change.realtime, 5);
        assert_int_equal(change.generation, 9);
        assert_true(change.compat_mask == 4ULL << 60);
        assert_int_equal(change.trigger, TRIGGER_MIGRATION);
        assert_int_equal(change.reason, REASON_KVM_STALE);
}

static void test_trigger_words(void **state) {
        Trigger trigger = TRIGGER_BOOT;

        for (Trigger t = TRIGGER_RECHECK; t <= TRIGGER_BOOT; t++) {
                assert_true(trigger_from_name(trigger_name(t), &trigger));
                assert_int_equal(trigger, t);
        }
        assert_false(trigger_from_name("reboot", &trigger));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_forgets_the_oldest),
                cmocka_unit_test(test_change_of_a_record),
                cmocka_unit_test(test_trigger_words),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
