/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Conditions and gaps of texts. */
#include <stdlib.h>

#include "macros.h"
#include "unit.h"
#include "values.h"

static void test_set(void **state) {
        Values values = {0}, more = {0};

        assert_null(values_get(&values, "mode"));
        values_set(&values, "mode", "power9");
        values_set(&values, "mode", "power10");
        assert_string_equal(values_get(&values, "mode"), "power10");
        assert_int_equal(values.count, 1);
        values_set(&more, "mode", "power11");
        values_set(&more, "modes", "");
        values_add(&values, &more);
        assert_string_equal(values_get(&values, "mode"), "power11");
        assert_string_equal(values_get(&values, "modes"), "");
        assert_null(values_get(&values, "mod"));
        assert_null(values_get(&values, "a-name-that-is-longer-than-any"));
}

static void test_too_many(void **state) {
        Values values = {0};
        char name[] = "a0";

        for (unsigned i = 0; i < VALUES_MAX + 8; i++) {
                name[0] = (char)('a' + i / 10);
                name[1] = (char)('0' + i % 10);
                values_set(&values, name, "x");
        }
        assert_int_equal(values.count, VALUES_MAX);
        values_set(&values, "a0", "y");
        assert_string_equal(values_get(&values, "a0"), "y");
}

static void test_conditions(void **state) {
        static const struct {
                const char *condition;
                bool holds;
        } rows[] = {
                {NULL, true},
                {"", true},
                {"host", true},
                {"powervm", false},
                {"!powervm", true},
                {"!host", false},
                {"host !powervm", true},
                {"host powervm", false},
                {"linux<6.8", false},
                {"linux<6.13", true},
                {"linux<7.2", true},
                {"linux>=6.12", true},
                {"linux>=6.8", true},
                {"linux>=7.2", false},
                {"!linux>=6.8", false},
                {"!qemu>=11.2", true},
                {"qemu>=11.2", false},
                {"odd<7.2", false},
                {"  host  ", true},
        };
        Values values = {0};

        values_set(&values, "host", "");
        values_set(&values, "linux", "6.12.107+deb13-powerpc64le");
        values_set(&values, "odd", "trunk");
        for (size_t i = 0; i < ELEMENTS(rows); i++)
                assert_int_equal(values_hold(&values, rows[i].condition), rows[i].holds);
}

static void test_fill(void **state) {
        static const struct {
                const char *text, *filled;
        } rows[] = {
                {"", ""},
                {"plain", "plain"},
                {"{mode}", "power10"},
                {"in {mode|a mode}.", "in power10."},
                {"in {other|a mode}.", "in a mode."},
                {"in {other|}{other}.", "in ."},
                {"{", ""},
                {"a {mode", "a power10"},
                {"}", "}"},
        };
        Values values = {0};

        values_set(&values, "mode", "power10");
        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                CLEANUP(freep) char *filled = values_fill(&values, rows[i].text);

                assert_string_equal(filled, rows[i].filled);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_set),
                cmocka_unit_test(test_too_many),
                cmocka_unit_test(test_conditions),
                cmocka_unit_test(test_fill),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
