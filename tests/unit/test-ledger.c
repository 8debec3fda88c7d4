/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger over several runs, in its file. */
#include <stdbool.h>

#include "ledger.h"
#include "macros.h"
#include "statetext.h"

static Judgement make_judgement(uint64_t mask) {
        return (Judgement){.compat_mask = mask, .state = STATE_READY, .host_mode = MODE_POWER10};
}

static const Timestamp now = {.realtime = 10, .monotonic = 20};

/* Enters a judgement in a run of its own; gives the generation, and whether it was a change to the run before. */
static uint64_t enter_in_a_run(uint64_t mask, Trigger trigger, bool *ret_changed) {
        Judgement judgement = make_judgement(mask);
        Ledger *ledger;
        Record previous;
        uint64_t generation;

        assert_int_equal(ledger_new(path, &ledger), 0);
        assert_null(ledger_get_record(ledger));
        assert_true(ledger_enter(ledger, &judgement, trigger, now, &previous));
        generation = ledger_get_record(ledger)->generation;
        *ret_changed = previous.generation > 0 && judgement_answer_differs(&previous.judgement, &judgement);
        assert_false(ledger_enter(ledger, &judgement, trigger, now, &previous));
        ledger_free(ledger);
        return generation;
}

static void test_ledger_over_runs(void **unused) {
        bool changed;

        assert_int_equal(enter_in_a_run(P9, TRIGGER_BOOT, &changed), 1);
        assert_false(changed);
        assert_int_equal(enter_in_a_run(P9, TRIGGER_BOOT, &changed), 1);
        assert_false(changed);
        assert_int_equal(enter_in_a_run(P9 | P10, TRIGGER_BOOT, &changed), 2);
        assert_true(changed);
        assert_int_equal(enter_in_a_run(P9 | P10, TRIGGER_BOOT, &changed), 2);
        assert_false(changed);
}

static void test_ledger_counts_answers_only(void **unused) {
        Judgement judgement = make_judgement(P9);
        Ledger *ledger;
        Record previous;

        assert_int_equal(ledger_new(NULL, &ledger), 0);
        assert_true(ledger_enter(ledger, &judgement, TRIGGER_BOOT, now, &previous));
        assert_int_equal(previous.generation, 0);
        judgement.host_mode = MODE_POWER11;
        assert_true(ledger_enter(ledger, &judgement, TRIGGER_CPU, (Timestamp){30, 40}, &previous));
        assert_int_equal(ledger_get_record(ledger)->generation, 1);
        assert_int_equal(ledger_get_record(ledger)->last_trigger, TRIGGER_BOOT);
        assert_int_equal(ledger_get_record(ledger)->last_change.realtime, 10);
        judgement.reason = REASON_KVM_STALE;
        judgement.state = STATE_DEGRADED;
        assert_true(ledger_enter(ledger, &judgement, TRIGGER_CPU, (Timestamp){50, 60}, &previous));
        assert_int_equal(previous.judgement.reason, REASON_NONE);
        assert_int_equal(ledger_get_record(ledger)->generation, 2);
        assert_int_equal(ledger_get_record(ledger)->last_trigger, TRIGGER_CPU);
        assert_int_equal(ledger_get_record(ledger)->last_change.realtime, 50);
        assert_int_equal(ledger_get_history(ledger)->count, 2);
        ledger_free(ledger);
}

static void test_ledger_good_mask(void **unused) {
        Judgement judgement = make_judgement(P9);
        Ledger *ledger;
        Record previous;

        assert_int_equal(ledger_new(path, &ledger), 0);
        ledger_set_good_mask(ledger, P9 | P10, 0x00820200);
        assert_true(ledger_enter(ledger, &judgement, TRIGGER_BOOT, now, &previous));
        ledger_free(ledger);

        assert_int_equal(ledger_new(path, &ledger), 0);
        assert_true(ledger_get_good_mask(ledger, 0x00820200) == (P9 | P10));
        assert_true(ledger_get_good_mask(ledger, 0x00800200) == 0);
        ledger_free(ledger);
}

static void test_ledger_damaged(void **unused) {
        char bad[80];
        bool changed;

        write_file("something else", 14);
        assert_int_equal(enter_in_a_run(P9, TRIGGER_BOOT, &changed), 1);
        snprintf(bad, sizeof(bad), "%s.bad", path);
        assert_int_equal(access(bad, F_OK), 0);
        assert_int_equal(enter_in_a_run(P10, TRIGGER_BOOT, &changed), 2);
}

/* The answer before is not known, so the one of now is a change to it. */
static void test_ledger_of_a_later_version(void **unused) {
        bool changed;

        write_lines("answer 4000000000000000 ready a-new-reason\ngeneration 42 boot\n" LATER_LAST_GOOD);
        assert_int_equal(enter_in_a_run(P9, TRIGGER_BOOT, &changed), 43);
        assert_int_equal(enter_in_a_run(P9, TRIGGER_BOOT, &changed), 43);
}

static void assert_content(const char *name, const char *expected) {
        CLEANUP(fclosep) FILE *file = fopen(name, "r");
        char text[64] = "";

        assert_non_null(file);
        assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
        assert_string_equal(text, expected);
}

/* What can neither be read nor moved away is left as it is. */
static void test_ledger_without_room_aside(void **unused) {
        char bad[80], within[96];
        bool changed;

        snprintf(bad, sizeof(bad), "%s.bad", path);
        snprintf(within, sizeof(within), "%s/x", bad);
        assert_int_equal(mkdir(bad, 0700), 0);
        assert_int_equal(mkdir(within, 0700), 0);
        write_file("something else", 14);
        assert_int_equal(enter_in_a_run(P9, TRIGGER_BOOT, &changed), 1);
        assert_content(path, "something else");
}

/* Nothing can be saved, and the answer is published all the same. */
static void test_ledger_without_a_folder(void **unused) {
        Judgement judgement = make_judgement(P9);
        Ledger *ledger;
        Record previous;

        assert_int_equal(ledger_new("/nonexistent/state", &ledger), 0);
        assert_true(ledger_enter(ledger, &judgement, TRIGGER_BOOT, now, &previous));
        assert_int_equal(ledger_get_record(ledger)->generation, 1);
        ledger_free(ledger);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                FILE_TEST(test_ledger_over_runs),
                cmocka_unit_test(test_ledger_counts_answers_only),
                FILE_TEST(test_ledger_good_mask),
                FILE_TEST(test_ledger_damaged),
                FILE_TEST(test_ledger_of_a_later_version),
                FILE_TEST(test_ledger_without_room_aside),
                cmocka_unit_test(test_ledger_without_a_folder),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
