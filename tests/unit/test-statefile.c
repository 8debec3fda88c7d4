/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of the daemon's memory. */
#include <errno.h>
#include <stdbool.h>

#include "macros.h"
#include "statefile.h"
#include "statetext.h"

static Saved make_saved(unsigned changes) {
        Saved saved = {
                .is_answer_known = true,
                .record = {.judgement = {.compat_mask = P9, .state = STATE_DEGRADED, .reason = REASON_KVM_STALE},
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

static void test_round_trip(void **state) {
        static const unsigned counts[] = {0, 1, HISTORY_MAX};

        for (size_t i = 0; i < ELEMENTS(counts); i++) {
                Saved saved = make_saved(counts[i]), loaded = {0};

                assert_int_equal(statefile_save(path, &saved), 0);
                assert_int_equal(statefile_load(path, &loaded), 0);
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

        assert_int_equal(statefile_save(path, &saved), 0);
        size = read_file(text, sizeof(text));
        for (size_t cut = 0; cut < size - 1; cut++) {
                write_file(text, cut);
                assert_int_equal(statefile_load(path, &loaded), -EBADMSG);
        }
        for (size_t i = 0; i < size - 1; i++) {
                memcpy(damaged, text, size);
                damaged[i] ^= 1;
                write_file(damaged, size);
                assert_int_equal(statefile_load(path, &loaded), -EBADMSG);
        }
        write_file(text, size);
        assert_int_equal(statefile_load(path, &loaded), 0);
}

static void test_foreign(void **state) {
        Saved loaded;

        assert_int_equal(statefile_load(path, &loaded), -ENOENT);
        write_file("ppc-compatd state 2\nboot x\n", 27);
        assert_int_equal(statefile_load(path, &loaded), -EBADMSG);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(mkdir(path, 0700), 0);
        assert_int_equal(statefile_load(path, &loaded), -EBADMSG);
        assert_int_equal(rmdir(path), 0);
        assert_int_equal(mkfifo(path, 0600), 0);
        assert_int_equal(statefile_load(path, &loaded), -EBADMSG);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(symlink("/dev/zero", path), 0);
        assert_int_equal(statefile_load(path, &loaded), -EBADMSG);
}

/* Of a later version's file what is known here is taken. */
static void test_later_version(void **state) {
        Saved loaded = {0};

        write_lines(LATER_BOOT "answer 6000000000000000 degraded a-new-reason\n"
                               "generation 42 a-new-trigger\n"
                               "changed 5 6\n" LATER_LAST_GOOD "machine-options cap-cfpc=broken\n"
                               "history 4\n"
                               "1 40 4000000000000000 boot -\n"
                               "2 41 6000000000000000 cpu a-new-reason\n"
                               "3 42 6000010000000000 cpu -\n"
                               "4 42 6000000000000000 a-new-trigger -\n"
                               "a line of the future\n");
        assert_int_equal(statefile_load(path, &loaded), 0);
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

        write_lines(LATER_BOOT "answer 6000010000000000 ready -\ngeneration 3 boot\n"
                               "last-good 6000010000000000 00820200\n");
        assert_int_equal(statefile_load(path, &loaded), 0);
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
                assert_int_equal(statefile_load(path, &loaded), -EBADMSG);
        }
        write_lines("generation 9223372036854775807 boot\n");
        assert_int_equal(statefile_load(path, &loaded), 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                FILE_TEST(test_round_trip),    FILE_TEST(test_damage),     FILE_TEST(test_foreign),
                FILE_TEST(test_later_version), FILE_TEST(test_later_mode), FILE_TEST(test_generations),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
