/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "ppc-compat1.h"
#include "properties.h"
#include "unit.h"

static const Record sample = {
        .judgement = {.compat_mask = 6ULL << 60,
                      .kernel_mask = 7ULL << 60,
                      .host_mode = MODE_POWER10,
                      .host_logical_pvr = 0x0f000006,
                      .processor_model = MODE_POWER11,
                      .processor_pvr = 0x00820200,
                      .platform = PLATFORM_POWERVM,
                      .state = STATE_DEGRADED,
                      .reason = REASON_KVM_STALE,
                      .source = SOURCE_KVM,
                      .recommended_mode = MODE_POWER10,
                      .trial_modes = 1U << MODE_POWER10 | 1U << MODE_POWER8,
                      .machine_options = 1U << MACHINE_OPTION_CFPC | 1U << MACHINE_OPTION_CCF_ASSIST},
        .generation = 3,
        .last_trigger = TRIGGER_MIGRATION,
        .last_change = {.realtime = 1700000000000001, .monotonic = 5},
        .last_query = {.realtime = 1700000000000002, .monotonic = 6},
        .query_count = 7,
};

static void describe(const Record *record, char *text, size_t size) {
        FILE *file = fmemopen(text, size, "w");

        assert_non_null(file);
        properties_describe(record, file);
        assert_int_equal(fclose(file), 0);
}

static void test_describe(void **state) {
        char text[1024], empty[1024];

        describe(&sample, text, sizeof(text));
        describe(&(Record){0}, empty, sizeof(empty));
        *strstr(text, ",\"Version\"") = '\0';
        assert_string_equal(text, "{\"CompatMask\":\"0x6000000000000000\",\"CompatModes\":[\"power10\",\"power9\"],"
                                  "\"RecommendedMode\":\"power10\",\"KernelMask\":\"0x7000000000000000\","
                                  "\"HostMode\":\"power10\",\"HostLogicalPVR\":\"0x0f000006\","
                                  "\"ProcessorModel\":\"power11\",\"ProcessorPVR\":\"0x00820200\","
                                  "\"Platform\":\"powervm\",\"State\":\"degraded\",\"Reason\":\"kvm-stale\","
                                  "\"Source\":\"kvm\",\"TrialModes\":[\"power10\",\"power8\"],"
                                  "\"MachineOptions\":{\"cap-cfpc\":\"broken\",\"cap-ccf-assist\":\"off\"},"
                                  "\"Generation\":3,\"LastTrigger\":\"migration\","
                                  "\"LastChangeTimestamp\":1700000000000001,\"LastChangeTimestampMonotonic\":5,"
                                  "\"LastQueryTimestamp\":1700000000000002,\"LastQueryTimestampMonotonic\":6,"
                                  "\"QueryCount\":7");
        assert_non_null(strstr(empty, "\"CompatModes\":[],\"RecommendedMode\":\"\""));
}

static void test_differences(void **state) {
        Record other = sample;

        for (size_t i = 0; i < PROPERTIES_COUNT; i++)
                assert_false(property_differs(&properties[i], &sample, &other));
        other.judgement.compat_mask = 4ULL << 60;
        assert_true(property_differs(property_find("CompatMask"), &sample, &other));
        assert_true(property_differs(property_find("CompatModes"), &sample, &other));
        assert_false(property_differs(property_find("RecommendedMode"), &sample, &other));
        other.judgement.recommended_mode = MODE_POWER9;
        assert_true(property_differs(property_find("RecommendedMode"), &sample, &other));
        other.judgement.trial_modes = 0;
        assert_true(property_differs(property_find("TrialModes"), &sample, &other));
        other.judgement.machine_options = 0;
        assert_true(property_differs(property_find("MachineOptions"), &sample, &other));
        assert_false(property_differs(property_find("KernelMask"), &sample, &other));
        other.judgement.processor_pvr = 0;
        assert_true(property_differs(property_find("ProcessorPVR"), &sample, &other));
        other.judgement.reason = REASON_NONE;
        assert_true(property_differs(property_find("Reason"), &sample, &other));
        assert_null(property_find("Compat"));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_describe),
                cmocka_unit_test(test_differences),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
