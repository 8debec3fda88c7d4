/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which messages are found in a text, in which order, and what is known of them. */
#include <stdlib.h>
#include <string.h>

#include "macros.h"
#include "message.h"
#include "unit.h"

#define CFPC "Requested safe cache capability level not supported by KVM\n"
#define RUN "error: kvm run failed Invalid argument\n"
#define SET_MODE "Unable to set CPU compatibility mode in KVM: Invalid argument\n"
#define CLOSED "qemu unexpectedly closed the monitor\n"

static MessageSearch *search_text(const char *text) {
        MessageSearch *search = message_search_new();

        assert_non_null(search);
        message_search_read(search, text, strlen(text));
        message_search_finish(search);
        return search;
}

/* The texts of what was found, with a newline after each. */
static void assert_found(const MessageSearch *search, const char *expected) {
        const MessageFinding *finding;
        char found[1024] = "";
        size_t cursor = 0;

        while ((finding = message_search_next(search, &cursor))) {
                strcat(found, finding->text);
                strcat(found, "\n");
        }
        assert_string_equal(found, expected);
}

static void test_order(void **state) {
        static const struct {
                const char *text, *expected;
        } rows[] = {
                {"", ""},
                {"Invalid argument", ""},
                {CFPC, "safe cache capability level not supported by\n"},
                {SET_MODE CFPC SET_MODE CFPC, "safe cache capability level not supported by\n"
                                              "Unable to set CPU compatibility mode in KVM\n"},
                {CLOSED, "unexpectedly closed the monitor\n"},
                {CLOSED CFPC, "safe cache capability level not supported by\n"},
                {"machine powernv9 does not support the KVM accelerator",
                 "machine powernv{n} does not support the KVM accelerator\n"},
                {"the CPU is incompatible with host CPU\n", "the CPU is incompatible with host CPU\n"},
                {"the CPU is incompatible with host CPU: Host CPU does not provide required features: svm", ""},
        };

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                CLEANUP(message_search_freep) MessageSearch *search = search_text(rows[i].text);

                assert_found(search, rows[i].expected);
                assert_int_equal(message_search_has_found(search), rows[i].expected[0] != 0);
        }
}

static void test_strangers(void **state) {
        static const char found[] = "kvm run failed Invalid argument\n";
        static const struct {
                const char *text, *expected;
        } rows[] = {
                {RUN "NIP 0000000000000100   LR 0000000000000000", found},
                {RUN "EAX=0000001a EBX=00000000", ""},
                {RUN " PC=ffff800008015b4c X00=0000000000000000", ""},
                {"qemu-system-x86_64: " RUN, ""},
                {"qemu-system-ppc64: " RUN, found},
                {"qemu-system-ppc64le: " RUN, found},
                {"qemu-system-x86_64: -m 1\nqemu-system-ppc64: " RUN, found},
                {RUN "NIP 0000000000000100\nqemu-system-x86_64: EAX=00000000", found},
                {"EAX=00000000\n" RUN, found},
                {RUN "qemu-system-x86_64: failed to initialize kvm: gone", ""},
                {"qemu-system-x86_64: " CFPC, "safe cache capability level not supported by\n"},
        };

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                CLEANUP(message_search_freep) MessageSearch *search = search_text(rows[i].text);

                assert_found(search, rows[i].expected);
        }
}

/* A message may lie across the end of any piece, and of the window. */
static void test_long_text(void **state) {
        enum { SIZE = 200000 };
        CLEANUP(freep) char *text = malloc(SIZE);

        assert_non_null(text);
        for (size_t at = 65000; at < 67000; at += 13) {
                CLEANUP(message_search_freep) MessageSearch *search = message_search_new();

                memset(text, 'x', SIZE);
                memcpy(text + at, CFPC, strlen(CFPC));
                message_search_read(search, text, SIZE);
                message_search_finish(search);
                assert_found(search, "safe cache capability level not supported by\n");
        }
}

static void test_gaps_and_clues(void **state) {
        static const struct {
                const char *text, *name, *value;
        } rows[] = {
                {"Invalid compatibility mode \"power12\"", "mode", "power12"},
                {"unsupported machine type: \"pseries-rhel9.2.0\"", "machine", "rhel9.2.0"},
                {"Emulator '/usr/bin/qemu-system-ppc64' does not support machine type 'pseries-9.2'", "path",
                 "usr/bin/qemu-system-ppc64"},
                {"Compatibility PVR 0x0f00\n0007 not valid for CPU", "pvr", "0f000007"},
                {"Property 'pseries-4.2-machine.cap-ail-mode-3' not found", "option", "ail-mode-3"},
                {"-machine pseries,max-cpu-compat=power9,x\n" SET_MODE, "mode", "power9"},
                {"max-cpu-compat=power10 max-cpu-compat=power9\n" SET_MODE, "mode", "power9"},
                {"reboot: Restarting system\n" RUN, "reboot", ""},
                {"reboot: Power down\n" RUN, "reboot", NULL},
                {"-no-reboot\n" RUN, "reboot", NULL},
                {"-machine powernv9\n" RUN, "machine-other", ""},
                {RUN "max-cpu-compat=power9", "mode", NULL},
        };

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                CLEANUP(message_search_freep) MessageSearch *search = search_text(rows[i].text);
                size_t cursor = 0;
                const MessageFinding *finding = message_search_next(search, &cursor);
                const char *value;

                assert_non_null(finding);
                value = values_get(&finding->values, rows[i].name);
                if (rows[i].value)
                        assert_string_equal(value, rows[i].value);
                else
                        assert_null(value);
        }
}

static void test_reasons(void **state) {
        static const struct {
                const char *text;
                bool is_named, is_guessed;
        } rows[] = {
                {"no-kvm", true, true},         {"NO-KVM.", true, true},     {"degraded (no-kvm)", true, true},
                {"reason=no-kvm,", true, true}, {"no-\nkvm", true, true},    {"no kvm", false, false},
                {"-no-kvm", false, true},       {"no-kvm-hv", false, false}, {"no-kvmx", false, false},
                {"no-kv", false, true},         {"no-kvm -j", true, true},   {"no-", false, false},
                {"kvm", false, false},
        };
        size_t reason = 0;

        while (strcmp(message_reasons[reason], "no-kvm") != 0)
                reason++;
        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                CLEANUP(message_search_freep) MessageSearch *search = search_text(rows[i].text);

                assert_int_equal(message_search_names(search, reason), rows[i].is_named);
                if (!message_search_has_found(search))
                        message_search_guess(search);
                assert_int_equal(message_search_names(search, reason), rows[i].is_guessed);
        }
}

static void test_guess(void **state) {
        static const struct {
                const char *text, *expected;
        } rows[] = {
                {"Register sync failed", "Register sync failed... If you're using kvm-hv.ko, only \"-cpu host\" is "
                                         "possible\n"},
                {"guest requested unavailable MMU", ""},
                {"Invalid argument", ""},
                {"supported", ""},
        };

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                CLEANUP(message_search_freep) MessageSearch *search = search_text(rows[i].text);

                assert_int_equal(message_search_guess(search), rows[i].expected[0] != 0);
                assert_found(search, rows[i].expected);
        }
}

static void test_reset(void **state) {
        CLEANUP(message_search_freep)
        MessageSearch *search = search_text("max-cpu-compat=power9 no-kvm " CFPC "\\x1b");

        message_search_reset(search);
        assert_true(message_search_is_empty(search));
        message_search_read(search, SET_MODE, strlen(SET_MODE));
        message_search_finish(search);
        assert_found(search, "Unable to set CPU compatibility mode in KVM\n");
        assert_false(message_search_is_empty(search));
}

static void test_choose(void **state) {
        static const MessageChoice choices[] = {{"linux<7.2 mode", "old {mode}"}, {"mode", "{mode}"}, {NULL, "none"}};
        Values values = {0};
        CLEANUP(freep) char *none = message_choose(choices, &values), *some = NULL, *old = NULL;

        values_set(&values, "mode", "power9");
        some = message_choose(choices, &values);
        values_set(&values, "linux", "6.12.1");
        old = message_choose(choices, &values);
        assert_string_equal(none, "none");
        assert_string_equal(some, "power9");
        assert_string_equal(old, "old power9");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_order),   cmocka_unit_test(test_strangers),
                cmocka_unit_test(test_reasons), cmocka_unit_test(test_gaps_and_clues),
                cmocka_unit_test(test_guess),   cmocka_unit_test(test_long_text),
                cmocka_unit_test(test_reset),   cmocka_unit_test(test_choose),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
