/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The thread that saves. fsync() is a false one here, which can be slow, and can fail. */
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <time.h>

#include "clock.h"
#include "saver.h"
#include "statefile.h"

#define SLOW_MSEC 300
#define DEADLINE_MSEC 20000

static atomic_int fsync_msec, fsync_error;

int fsync(int fd) {
        nanosleep(&(struct timespec){.tv_nsec = fsync_msec * 1000000L}, NULL);
        errno = fsync_error;
        return fsync_error == 0 ? 0 : -1;
}

static Saver *open_saver(int msec, int error) {
        Saver *saver;

        fsync_msec = msec;
        fsync_error = error;
        assert_int_equal(saver_new(path, &saver), 0);
        return saver;
}

static int save(Saver *saver, uint64_t generation) {
        Saved saved = {.record = {.generation = generation}, .boot_id = "01234567-89ab-cdef-0123-456789abcdef"};

        return saver_save(saver, &saved, false);
}

static uint64_t saved_generation(void) {
        Saved saved;

        assert_int_equal(store_load(path, &saved), 0);
        return saved.record.generation;
}

static int wait_for_result(Saver *saver) {
        struct pollfd fd = {.fd = saver_get_fd(saver), .events = POLLIN};

        assert_int_equal(poll(&fd, 1, DEADLINE_MSEC), 1);
        return saver_take_result(saver);
}

/* A busy machine can make any disk a slow one. */
static int save_and_wait(Saver *saver, uint64_t generation) {
        int r = save(saver, generation);

        return r == -EINPROGRESS ? wait_for_result(saver) : r;
}

static void test_saver(void **unused) {
        Saver *saver = open_saver(0, 0);

        assert_int_equal(save_and_wait(saver, 1), 0);
        assert_int_equal(saved_generation(), 1);
        fsync_error = EIO;
        assert_int_equal(save_and_wait(saver, 2), -EIO);
        assert_int_equal(saved_generation(), 1);
        saver_free(saver);
}

static void test_saver_on_a_slow_disk(void **unused) {
        uint64_t began = clock_now(CLOCK_MONOTONIC);
        Saver *saver = open_saver(SLOW_MSEC, 0);

        /* One wait for all of them. */
        for (uint64_t generation = 1; generation <= 10; generation++)
                assert_int_equal(save(saver, generation), -EINPROGRESS);
        assert_true(clock_now(CLOCK_MONOTONIC) - began < SLOW_MSEC * 1000);
        assert_int_equal(wait_for_result(saver), 0);
        assert_int_equal(saved_generation(), 10);
        saver_free(saver);
}

static void test_saver_that_fails_late(void **unused) {
        Saver *saver = open_saver(SLOW_MSEC, EIO);

        assert_int_equal(save(saver, 1), -EINPROGRESS);
        assert_int_equal(wait_for_result(saver), -EIO);
        fsync_msec = fsync_error = 0;
        assert_int_equal(save_and_wait(saver, 2), 0);
        assert_int_equal(saved_generation(), 2);
        saver_free(saver);
}

static void test_saver_at_its_end(void **unused) {
        Saver *saver = open_saver(SLOW_MSEC, 0);

        assert_int_equal(save(saver, 1), -EINPROGRESS);
        assert_int_equal(save(saver, 2), -EINPROGRESS);
        saver_free(saver);
        assert_int_equal(saved_generation(), 2);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                FILE_TEST(test_saver),
                FILE_TEST(test_saver_on_a_slow_disk),
                FILE_TEST(test_saver_that_fails_late),
                FILE_TEST(test_saver_at_its_end),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
