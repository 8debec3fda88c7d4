/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moments in the past, seen from Mon 2026-11-23 10:12:03 UTC. */
#include <stdlib.h>
#include <time.h>

#include "macros.h"
#include "since.h"
#include "unit.h"

#define SECOND UINT64_C(1000000)
#define NOW (UINT64_C(1795428723) * SECOND)
#define MIDNIGHT (NOW - (10 * 3600 + 12 * 60 + 3) * SECOND)

static void test_since(void **state) {
        static const struct {
                const char *text;
                uint64_t moment; /* 0 for what is no moment */
        } rows[] = {
                {"today", MIDNIGHT},
                {"yesterday", MIDNIGHT - 86400 * SECOND},
                {"2026-11-23", MIDNIGHT},
                {"2026-11-22 10:12:03", NOW - 86400 * SECOND},
                {"2026-11-22T10:12:03", NOW - 86400 * SECOND},
                {"2026-11-23 10:12", NOW - 3 * SECOND},
                {"09:12:03", NOW - 3600 * SECOND},
                {"10:12", NOW - 3 * SECOND},
                {"-2h", NOW - 7200 * SECOND},
                {"2h ago", NOW - 7200 * SECOND},
                {"15 min ago", NOW - 900 * SECOND},
                {"-30s", NOW - 30 * SECOND},
                {"-1d", NOW - 86400 * SECOND},
                {"", 0},
                {"2h", 0},
                {"-2h ago", 0},
                {"-2", 0},
                {"-2y", 0},
                {"-h", 0},
                {"tomorrow", 0},
                {"2026-11-23 10", 0},
                {"2026-13-23", 0},
                {"10:12 ", 0},
                {"-99999999999999999999h", 0},
                {"-999999999999d", 0},
        };

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                uint64_t moment = 0;

                assert_int_equal(since_parse(rows[i].text, NOW, &moment), rows[i].moment > 0);
                assert_int_equal(moment, rows[i].moment);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_since),
        };

        setenv("TZ", "UTC", 1);
        tzset();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
