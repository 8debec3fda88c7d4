/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A Host out of JSON is whole or is not, and what only newer daemons have may be missing. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "hostjson.h"
#include "macros.h"
#include "unit.h"

#define LAST "LastChangeTimestamp"

static const struct {
        const char *name, *value;
} standard[] = {
        {"CompatModes", "[\"power10\",\"power9\"]"},
        {"RecommendedMode", "\"power10\""},
        {"KernelMask", "\"0x6000000000000000\""},
        {"HostMode", "\"power10\""},
        {"HostLogicalPVR", "\"0x0f000006\""},
        {"ProcessorModel", "\"power11\""},
        {"ProcessorPVR", "\"0x00820200\""},
        {"Platform", "\"powervm\""},
        {"State", "\"ready\""},
        {"Reason", "\"\""},
        {"Source", "\"kvm\""},
        {"Generation", "7"},
        {"LastTrigger", "\"migration\""},
        {"Version", "\"0.1\""},
        {LAST, "18446744073709551615"},
};

/* The standard host, with another value for that name: NULL leaves it out, a name that is new is put behind. */
static void describe(const char *name, const char *value, char *buffer, size_t size) {
        FILE *stream = fmemopen(buffer, size, "w");
        bool known = false;

        assert_non_null(stream);
        fputs("{\"Future\":[1]", stream);
        for (size_t i = 0; i < ELEMENTS(standard); i++) {
                bool other = name && strcmp(standard[i].name, name) == 0;
                const char *text = other ? value : standard[i].value;

                known = known || other;
                if (text)
                        fprintf(stream, ",\"%s\":%s", standard[i].name, text);
        }
        if (name && !known)
                fprintf(stream, ",\"%s\":%s", name, value);
        fputc('}', stream);
        assert_int_equal(fclose(stream), 0);
}

static int read_with(const char *name, const char *value, Host *ret_host) {
        char text[2048] = "";

        describe(name, value, text, sizeof text);
        return host_read_json(text, ret_host);
}

static void test_whole(void **state) {
        CLEANUP(host_clear) Host host = {0};

        assert_int_equal(read_with(NULL, NULL, &host), 0);
        assert_string_equal(host.compat_modes[0], "power10");
        assert_string_equal(host.compat_modes[1], "power9");
        assert_null(host.compat_modes[2]);
        assert_string_equal(host.processor_model, "power11");
        assert_string_equal(host.reason, "");
        assert_int_equal(host.host_logical_pvr, 0x0f000006);
        assert_int_equal(host.generation, 7);
        assert_true(host.last_change == UINT64_MAX);
        /* Of a daemon that does not have them yet. */
        assert_null(host.trial_modes);
        assert_null(host.machine_options);
}

static void test_newer_properties(void **state) {
        CLEANUP(host_clear) Host trial = {0}, options = {0};

        assert_int_equal(read_with("TrialModes", "[\"power8\"]", &trial), 0);
        assert_string_equal(trial.trial_modes[0], "power8");
        assert_null(trial.trial_modes[1]);
        assert_int_equal(read_with("MachineOptions", "{\"cap-cfpc\":\"broken\",\"a\":\"\\u001b\"}", &options), 0);
        assert_string_equal(options.machine_options[0], "cap-cfpc=broken");
        assert_string_equal(options.machine_options[1], "a=?");
        assert_null(options.machine_options[2]);
}

static void test_each_is_needed(void **state) {
        for (size_t i = 0; i < ELEMENTS(standard); i++) {
                Host host = {0};

                assert_int_equal(read_with(standard[i].name, NULL, &host), -EBADMSG);
                assert_null(host.compat_modes);
        }
}

static void test_wrong_values(void **state) {
        static const struct {
                const char *name, *value;
        } rows[] = {
                {"CompatModes", "\"power9\""},
                {"CompatModes", "[9]"},
                {"CompatModes", "[\"power9\",null]"},
                {"State", "null"},
                {"State", "1"},
                {"Generation", "-1"},
                {"Generation", "1.5"},
                {"Generation", "\"7\""},
                {"HostLogicalPVR", "\"0x10f000006\""},
                {"HostLogicalPVR", "\"0x\""},
                {"HostLogicalPVR", "\"0xfg\""},
                {"HostLogicalPVR", "\"\""},
                {"ProcessorPVR", "4294967296"},
                {LAST, "\"0x1ffffffffffffffff\""},
                {"TrialModes", "\"power8\""},
                {"MachineOptions", "[]"},
                {"MachineOptions", "{\"cap-cfpc\":1}"},
        };

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                Host host = {0};

                if (read_with(rows[i].name, rows[i].value, &host) != -EBADMSG)
                        fail_msg("%s: %s is taken", rows[i].name, rows[i].value);
                assert_null(host.state);
        }
}

static void test_no_object(void **state) {
        static const char *const texts[] = {"", "[]", "null", "{}", "{", "{} {}", "no answer"};

        for (size_t i = 0; i < ELEMENTS(texts); i++) {
                Host host = {0};

                assert_int_equal(host_read_json(texts[i], &host), -EBADMSG);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_whole),          cmocka_unit_test(test_newer_properties),
                cmocka_unit_test(test_each_is_needed), cmocka_unit_test(test_wrong_values),
                cmocka_unit_test(test_no_object),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
