/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The time limits of a question, without waiting for them: clock_gettime() is a false one here, which can be put
 * ahead between two steps of the event loop, as by a callback that took long. input_ask() is another: KVM is
 * simulated by a child process that says nothing until it may.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "asking.h"
#include "kvm.h"
#include "kvmquery.h"
#include "macros.h"
#include "unit.h"

#define DEADLINE_MSEC 10000

static long seconds_ahead;

int clock_gettime(clockid_t clock, struct timespec *ret_now) {
        int r = (int)syscall(SYS_clock_gettime, clock, ret_now);

        ret_now->tv_sec += seconds_ahead;
        return r;
}

static volatile bool *may_answer; /* shared with the children */
static KvmQuery *query;           /* the newest */
static bool no_child;
static KvmAnswer answer;
static unsigned answers;

/* No such device, once it may say so. */
static int open_held(const char *path) {
        static const struct timespec interval = {.tv_nsec = 1000 * 1000};

        while (!*may_answer)
                nanosleep(&interval, NULL);
        errno = ENOENT;
        return -1;
}

static ssize_t read_nothing(const char *path, char *buffer, size_t size) {
        return 0;
}

KvmQuery *input_ask(const Input *input, KvmAnswer *ret_answer) {
        static const KvmOps held = {.open = open_held, .read_file = read_nothing};
        static const KvmQuestion question = {.path = "/dev/kvm"};

        if (no_child) {
                *ret_answer = (KvmAnswer){.outcome = KVM_FAILED};
                return NULL;
        }
        assert_int_equal(kvm_query_new(&held, &question, &query), 0);
        return query;
}

static void on_answered(const KvmAnswer *ret_answer, void *userdata) {
        answer = *ret_answer;
        answers++;
}

static int on_nothing(sd_event_source *source, void *userdata) {
        return 0;
}

typedef struct Scene {
        sd_event *event;
        Asking *asking;
} Scene;

static int make_scene(void **state) {
        static Scene scene;

        *may_answer = no_child = false;
        answers = 0;
        assert_true(sd_event_new(&scene.event) >= 0);
        assert_int_equal(asking_new(scene.event, NULL, on_answered, NULL, &scene.asking), 0);
        /* From now on the loop has a time of its own. */
        assert_true(sd_event_run(scene.event, 0) >= 0);
        *state = &scene;
        return 0;
}

static int remove_scene(void **state) {
        Scene *scene = *state;

        asking_free(scene->asking);
        sd_event_unref(scene->event);
        return 0;
}

static void wait_for_child(void) {
        struct pollfd ended = {.fd = kvm_query_get_fd(query), .events = POLLIN};

        assert_int_equal(poll(&ended, 1, DEADLINE_MSEC), 1);
}

/* What blocked the loop before the question, as a slow disk does, is not taken off KVM's time. */
static void test_limit_counts_from_now(void **state) {
        const Scene *scene = *state;

        seconds_ahead += 60;
        assert_int_equal(asking_start(scene->asking), 0);
        for (unsigned i = 0; i < 8; i++)
                assert_true(sd_event_run(scene->event, 0) >= 0);
        assert_int_equal(answers, 0);
        *may_answer = true;
        wait_for_child();
        assert_true(sd_event_run(scene->event, 0) > 0);
        assert_int_equal(answers, 1);
        assert_int_equal(answer.outcome, KVM_NO_DEVICE);
}

/* It has answered, and the loop has heard of the time first. */
static void test_answer_beside_the_limit(void **state) {
        const Scene *scene = *state;

        assert_int_equal(asking_start(scene->asking), 0);
        seconds_ahead += 60;
        assert_true(sd_event_prepare(scene->event) >= 0);
        assert_true(sd_event_wait(scene->event, 0) > 0);
        *may_answer = true;
        wait_for_child();
        assert_true(sd_event_dispatch(scene->event) > 0);
        assert_int_equal(answers, 1);
        assert_int_equal(answer.outcome, KVM_NO_DEVICE);
}

/* A child that was given up ends as its time is up, and there is no other one: the limit has nobody to end. */
static void test_no_child_after_one_that_was_stuck(void **state) {
        const Scene *scene = *state;

        assert_int_equal(asking_start(scene->asking), 0);
        seconds_ahead += 60;
        assert_true(sd_event_run(scene->event, 0) > 0);
        assert_int_equal(answers, 1);
        assert_int_equal(answer.outcome, KVM_TIMEOUT);

        assert_int_equal(asking_start(scene->asking), 0);
        wait_for_child();
        no_child = true;
        /* Its end is seen in a step that is another's, and the time in the next one. */
        assert_true(sd_event_add_defer(scene->event, NULL, on_nothing, NULL) >= 0);
        assert_true(sd_event_run(scene->event, 0) > 0);
        seconds_ahead += 60;
        while (answers == 1)
                assert_true(sd_event_run(scene->event, 0) > 0);
        assert_int_equal(answer.outcome, KVM_FAILED);
        assert_true(sd_event_run(scene->event, 0) >= 0);
        assert_int_equal(answers, 2);
}

#define SCENE_TEST(test) cmocka_unit_test_setup_teardown(test, make_scene, remove_scene)

int main(void) {
        const struct CMUnitTest tests[] = {
                SCENE_TEST(test_limit_counts_from_now),
                SCENE_TEST(test_answer_beside_the_limit),
                SCENE_TEST(test_no_child_after_one_that_was_stuck),
        };

        may_answer = mmap(NULL, sizeof(*may_answer), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (may_answer == MAP_FAILED)
                return 1;
        return cmocka_run_group_tests(tests, NULL, NULL);
}
