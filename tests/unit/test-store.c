/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of the daemon's memory, and the ledger that is kept in it. */
#include <errno.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger.h"
#include "macros.h"
#include "store.h"
#include "unit.h"

#define P9 (1ULL << 62)
#define P10 (1ULL << 61)

static char folder[] = "/tmp/ppc-compat-store-XXXXXX";
static char path[64];

static int remove_entry(const char *name, const struct stat *st, int type, struct FTW *ftw) {
        return remove(name);
}

static int make_folder(void **state) {
        strcpy(strrchr(folder, '-'), "-XXXXXX");
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof(path), "%s/state", folder);
        return 0;
}

static int remove_folder(void **state) {
        return nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static Saved make_saved(unsigned changes) {
        Saved saved = {
                .is_answer_known = true,
                .record = {.state = {.compat_mask = P9, .health = HEALTH_DEGRADED, .reason = REASON_KVM_STALE},
                           .generation = 7,
                           .last_trigger = TRIGGER_MIGRATION,
                           .last_change = {.realtime = 1700000000000000, .monotonic = 5}},
                .last_good_mask = P9 | P10,
                .processor_pvr = 0x00820200,
                .boot_id = "01234567-89ab-cdef-0123-456789abcdef",
        };

        for (unsigned i = 0; i < changes; i++)
                history_add(&saved.history, &(Change){.realtime = i, .generation = i + 1, .compat_mask = P10});
        return saved;
}

static size_t read_file(char *text, size_t size) {
        CLEANUP(fclosep) FILE *file = fopen(path, "r");

        assert_non_null(file);
        return fread(text, 1, size, file);
}

static void write_file(const char *text, size_t size) {
        FILE *file = fopen(path, "w");

        assert_non_null(file);
        assert_int_equal(fwrite(text, 1, size, file), size);
        assert_int_equal(fclose(file), 0);
}

static void test_round_trip(void **state) {
        static const unsigned counts[] = {0, 1, HISTORY_MAX};

        for (size_t i = 0; i < ELEMENTS(counts); i++) {
                Saved saved = make_saved(counts[i]), loaded = {0};

                assert_int_equal(store_save(path, &saved), 0);
                assert_int_equal(store_load(path, &loaded), 0);
                assert_memory_equal(&loaded.record, &saved.record, sizeof(Record));
                assert_true(loaded.is_answer_known);
                assert_int_equal(loaded.history.count, counts[i]);
                assert_memory_equal(loaded.history.changes, saved.history.changes, sizeof(Change) * counts[i]);
                assert_true(loaded.last_good_mask == saved.last_good_mask);
                assert_int_equal(loaded.processor_pvr, saved.processor_pvr);
                assert_string_equal(loaded.boot_id, saved.boot_id);
        }
}

static void test_damage(void **state) {
        Saved saved = make_saved(3), loaded;
        char text[4096], damaged[4096];
        size_t size;

        assert_int_equal(store_save(path, &saved), 0);
        size = read_file(text, sizeof(text));
        for (size_t cut = 0; cut < size - 1; cut++) {
                write_file(text, cut);
                assert_int_equal(store_load(path, &loaded), -EBADMSG);
        }
        for (size_t i = 0; i < size - 1; i++) {
                memcpy(damaged, text, size);
                damaged[i] ^= 1;
                write_file(damaged, size);
                assert_int_equal(store_load(path, &loaded), -EBADMSG);
        }
        write_file(text, size);
        assert_int_equal(store_load(path, &loaded), 0);
}

static void test_foreign(void **state) {
        Saved loaded;

        assert_int_equal(store_load(path, &loaded), -ENOENT);
        write_file("ppc-compatd state 2\nboot x\n", 27);
        assert_int_equal(store_load(path, &loaded), -EBADMSG);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(mkdir(path, 0700), 0);
        assert_int_equal(store_load(path, &loaded), -EBADMSG);
        assert_int_equal(rmdir(path), 0);
        assert_int_equal(mkfifo(path, 0600), 0);
        assert_int_equal(store_load(path, &loaded), -EBADMSG);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(symlink("/dev/zero", path), 0);
        assert_int_equal(store_load(path, &loaded), -EBADMSG);
}

/* Writes the lines as a whole file, with its head and its sum. */
static void write_lines(const char *lines) {
        char text[4096];
        uint64_t hash = 0xcbf29ce484222325;
        int size = snprintf(text, sizeof(text), "ppc-compatd state 1\n%s", lines);

        for (int i = 0; i < size; i++)
                hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3;
        size += snprintf(text + size, sizeof(text) - (size_t)size, "sum %016llx\n", (unsigned long long)hash);
        write_file(text, (size_t)size);
}

#define LATER_BOOT "boot 01234567-89ab-cdef-0123-456789abcdef\n"
#define LATER_LAST_GOOD "last-good 6000000000000000 00820200\n"

/* Of a later version's file what is known here is taken. */
static void test_later_version(void **state) {
        Saved loaded = {0};

        write_lines(LATER_BOOT "answer 6000000000000000 degraded guest-refused\n"
                               "generation 42 a-new-trigger\n"
                               "changed 5 6\n" LATER_LAST_GOOD "machine-options cap-cfpc=broken\n"
                               "history 4\n"
                               "1 40 4000000000000000 boot -\n"
                               "2 41 6000000000000000 cpu guest-refused\n"
                               "3 42 6800000000000000 cpu -\n"
                               "4 42 6000000000000000 a-new-trigger -\n"
                               "a line of the future\n");
        assert_int_equal(store_load(path, &loaded), 0);
        assert_false(loaded.is_answer_known);
        assert_int_equal(loaded.record.generation, 42);
        assert_int_equal(loaded.record.last_change.realtime, 5);
        assert_true(loaded.last_good_mask == (P9 | P10));
        assert_int_equal(loaded.processor_pvr, 0x00820200);
        assert_int_equal(loaded.history.count, 1);
        assert_int_equal(loaded.history.changes[0].generation, 40);
}

/* One bit of a mode that is not known here makes the answer another one; of the last good mask the rest holds. */
static void test_later_mode(void **state) {
        Saved loaded = {0};

        write_lines(LATER_BOOT "answer 6800000000000000 ready -\ngeneration 3 boot\n"
                               "last-good 6800000000000000 00820200\n");
        assert_int_equal(store_load(path, &loaded), 0);
        assert_false(loaded.is_answer_known);
        assert_true(loaded.last_good_mask == (P9 | P10));
}

/* What counts the generations has to be there, and within reason. */
static void test_generations(void **state) {
        static const char *const bad[] = {"", "generation 0 boot\n", "generation 18446744073709551615 boot\n",
                                          "generation -1 boot\n", "generation 9223372036854775808 boot\n"};
        Saved loaded = {0};

        for (size_t i = 0; i < ELEMENTS(bad); i++) {
                write_lines(bad[i]);
                assert_int_equal(store_load(path, &loaded), -EBADMSG);
        }
        write_lines("generation 9223372036854775807 boot\n");
        assert_int_equal(store_load(path, &loaded), 0);
}

static State make_state(uint64_t mask) {
        return (State){.compat_mask = mask, .health = HEALTH_READY, .host_mode = MODE_POWER10};
}

static const Timestamp now = {.realtime = 10, .monotonic = 20};

/* Enters a state in a run of its own; tells the generation, and whether it was a change to the run before. */
static uint64_t enter_in_a_run(uint64_t mask, Trigger trigger, bool *ret_changed) {
        State state = make_state(mask);
        Ledger *ledger;
        Record previous;
        uint64_t generation;

        assert_int_equal(ledger_new(path, &ledger), 0);
        assert_null(ledger_get_record(ledger));
        assert_true(ledger_enter(ledger, &state, trigger, now, &previous));
        generation = ledger_get_record(ledger)->generation;
        *ret_changed = previous.generation > 0 && state_answer_differs(&previous.state, &state);
        assert_false(ledger_enter(ledger, &state, trigger, now, &previous));
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
        State state = make_state(P9);
        Ledger *ledger;
        Record previous;

        assert_int_equal(ledger_new(NULL, &ledger), 0);
        assert_true(ledger_enter(ledger, &state, TRIGGER_BOOT, now, &previous));
        assert_int_equal(previous.generation, 0);
        state.host_mode = MODE_POWER11;
        assert_true(ledger_enter(ledger, &state, TRIGGER_CPU, (Timestamp){30, 40}, &previous));
        assert_int_equal(ledger_get_record(ledger)->generation, 1);
        assert_int_equal(ledger_get_record(ledger)->last_trigger, TRIGGER_BOOT);
        assert_int_equal(ledger_get_record(ledger)->last_change.realtime, 10);
        state.reason = REASON_KVM_STALE;
        state.health = HEALTH_DEGRADED;
        assert_true(ledger_enter(ledger, &state, TRIGGER_CPU, (Timestamp){50, 60}, &previous));
        assert_int_equal(previous.state.reason, REASON_NONE);
        assert_int_equal(ledger_get_record(ledger)->generation, 2);
        assert_int_equal(ledger_get_record(ledger)->last_trigger, TRIGGER_CPU);
        assert_int_equal(ledger_get_record(ledger)->last_change.realtime, 50);
        assert_int_equal(ledger_get_history(ledger)->count, 2);
        ledger_free(ledger);
}

static void test_ledger_good_mask(void **unused) {
        State state = make_state(P9);
        Ledger *ledger;
        Record previous;

        assert_int_equal(ledger_new(path, &ledger), 0);
        ledger_set_good_mask(ledger, P9 | P10, 0x00820200);
        assert_true(ledger_enter(ledger, &state, TRIGGER_BOOT, now, &previous));
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
        State state = make_state(P9);
        Ledger *ledger;
        Record previous;

        assert_int_equal(ledger_new("/nonexistent/state", &ledger), 0);
        assert_true(ledger_enter(ledger, &state, TRIGGER_BOOT, now, &previous));
        assert_int_equal(ledger_get_record(ledger)->generation, 1);
        ledger_free(ledger);
}

#define FILE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
        const struct CMUnitTest tests[] = {
                FILE_TEST(test_round_trip),
                FILE_TEST(test_damage),
                FILE_TEST(test_foreign),
                FILE_TEST(test_later_version),
                FILE_TEST(test_later_mode),
                FILE_TEST(test_generations),
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
