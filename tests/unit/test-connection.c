/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A bus that takes connections and never says a word: nobody waits for it past the deadline. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "connection.h"
#include "deadline.h"
#include "follow.h"
#include "hostread.h"
#include "macros.h"
#include "unit.h"

#define SHORT UINT64_C(100000)
/* Far from the 90 s that sd-bus would wait. */
#define LONG UINT64_C(10000000)

typedef struct Silence {
        char address[sizeof(struct sockaddr_un) + 16];
        Where where;
        int fd;
} Silence;

static int start_silence(void **state) {
        static Silence silence;
        struct sockaddr_un name = {.sun_family = AF_UNIX};
        int length;

        silence.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        /* In the abstract namespace, where nothing is left behind. */
        length = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "ppc-compat-silence-%d", getpid());
        snprintf(silence.address, sizeof silence.address, "unix:abstract=%s", name.sun_path + 1);
        silence.where = (Where){.address = silence.address};
        *state = &silence;
        return bind(silence.fd, (struct sockaddr *)&name,
                    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length)) < 0 ||
               listen(silence.fd, 8) < 0;
}

static int end_silence(void **state) {
        Silence *silence = *state;

        return close(silence->fd);
}

static void require_no_long_wait(uint64_t start) {
        assert_true(deadline_left(start + LONG) > 0);
}

static void test_open(void **state) {
        CLEANUP(failure_clear) Failure failure = {0};
        const Silence *silence = *state;
        sd_bus *bus = NULL;
        uint64_t start = deadline_after(0);

        assert_int_equal(connection_open(&silence->where, deadline_after(SHORT), &failure, &bus), -ETIMEDOUT);
        assert_null(bus);
        assert_int_equal(failure.kind, FAILURE_UNREACHABLE);
        assert_null(failure.words);
        require_no_long_wait(start);
}

static void test_fetch(void **state) {
        const Silence *silence = *state;
        uint64_t start = deadline_after(0);
        Host host = {0};

        assert_int_equal(host_fetch(&silence->where, deadline_after(SHORT), NULL, &host), -ETIMEDOUT);
        assert_null(host.state);
        require_no_long_wait(start);
}

static void test_follow(void **state) {
        CLEANUP(failure_clear) Failure failure = {0};
        CLEANUP(follow_clear) Follow follow = {0};
        const Silence *silence = *state;
        uint64_t start = deadline_after(0);

        assert_int_equal(follow_open(&follow, &silence->where, deadline_after(SHORT), &failure), -ETIMEDOUT);
        assert_int_equal(failure.kind, FAILURE_UNREACHABLE);
        require_no_long_wait(start);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_open),
                cmocka_unit_test(test_fetch),
                cmocka_unit_test(test_follow),
        };

        return cmocka_run_group_tests(tests, start_silence, end_silence);
}
