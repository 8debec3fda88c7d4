/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is planned, without waiting for it. */
#include "clock.h"
#include "macros.h"
#include "retry.h"
#include "unit.h"

static int on_time(sd_event_source *source, uint64_t usec, void *userdata) {
        return 0;
}

/* In seconds from now. */
static unsigned plan(Retry *retry, sd_event *event) {
        uint64_t before = clock_now(CLOCK_MONOTONIC), usec;

        assert_true(retry_plan(retry, event, on_time, NULL) >= 0);
        assert_int_equal(sd_event_source_get_time(retry->timer, &usec), 0);
        assert_true(usec >= before);
        return (unsigned)((usec - before) / 1000000);
}

static void test_delays(void **state) {
        static const unsigned delays[] = {1, 2, 4, 8, 16, 32, 64, 128, 128, 128, 128};
        CLEANUP(sd_event_unrefp) sd_event *event = NULL;
        Retry retry = {0};

        assert_true(sd_event_new(&event) >= 0);
        for (unsigned run = 0; run < 2; run++) {
                for (size_t i = 0; i < ELEMENTS(delays); i++)
                        assert_int_equal(plan(&retry, event), delays[i]);
                retry_begin(&retry);
        }
        retry_stop(&retry);
        assert_null(retry.timer);
        retry_stop(&retry);
}

int main(void) {
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_delays)};

        return cmocka_run_group_tests(tests, NULL, NULL);
}
