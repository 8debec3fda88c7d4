/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What follows from each Reason and Source for a mode that is offered, and for one that is not. */
#include "macros.h"
#include "modelist.h"
#include "offer.h"
#include "ppc-compat1.h"
#include "reason.h"
#include "unit.h"

#include <string.h>

static const char *const sources[] = {"kvm", "trial", "device-tree", "none", "a-later-one"};

/* A POWER10 host that offers power9 alone: what to say of power10, from each of the sources. */
static const struct {
        const char *reason;
        const char *power10; /* a letter for each source: N for no, U for unknown */
} rows[] = {
        /* KVM or a trial spoke of each mode, or no guest can run at all. */
        {PPC_COMPAT1_REASON_KVM_STALE, "NNNNN"},
        {PPC_COMPAT1_REASON_GUEST_REFUSED, "NNNNN"},
        {PPC_COMPAT1_REASON_KVM_EMPTY, "NNNNN"},
        {PPC_COMPAT1_REASON_NO_KVM, "NNNNN"},
        {PPC_COMPAT1_REASON_NO_KVM_HV, "NNNNN"},
        {PPC_COMPAT1_REASON_NOT_POWER, "NNNNN"},
        /* KVM was not heard, and what is offered is an old answer; or no mode could be tried, or not each. */
        {PPC_COMPAT1_REASON_KVM_DENIED, "UUUUU"},
        {PPC_COMPAT1_REASON_KVM_FAILED, "UUUUU"},
        {PPC_COMPAT1_REASON_KVM_TIMEOUT, "UUUUU"},
        {PPC_COMPAT1_REASON_KERNEL_WITHOUT_CAPABILITY, "UUUUU"},
        /* KVM's mask is exact or too generous; without it, modes may not have been tried. */
        {PPC_COMPAT1_REASON_RAW_CPU_VERSION, "NUUUU"},
        {PPC_COMPAT1_REASON_UNKNOWN_CPU_VERSION, "NUUUU"},
        {PPC_COMPAT1_REASON_MALFORMED_DEVICE_TREE, "NUUUU"},
        {PPC_COMPAT1_REASON_MIXED_CPU_VERSIONS, "NUUUU"},
        /* A newer daemon's word, and a daemon that gives none if it has to. */
        {"moon-phase", "UUUUU"},
        {"", "UUUUU"},
};

static Host make_host(const char *reason, const char *source, char **modes) {
        return (Host){
                .compat_modes = modes,
                .recommended_mode = (char *)"",
                .host_mode = (char *)"power10",
                .platform = (char *)"kvm",
                .state = (char *)"degraded",
                .reason = (char *)reason,
                .source = (char *)source,
        };
}

static void test_each_reason_and_source(void **state) {
        char *power9[] = {(char *)"power9", NULL};

        for (size_t i = 0; i < ELEMENTS(rows); i++)
                for (size_t j = 0; j < ELEMENTS(sources); j++) {
                        Host host = make_host(rows[i].reason, sources[j], power9);
                        Offer expected = rows[i].power10[j] == 'N' ? OFFER_NO : OFFER_UNKNOWN;

                        print_message("# %s, %s\n", rows[i].reason, sources[j]);
                        assert_int_equal(offer_for_mode(&host, "power10"), expected);
                        assert_int_equal(offer_for_mode(&host, "power9"), OFFER_YES);
                        assert_int_equal(offer_for_any_mode(&host), OFFER_YES);
                        /* No guest gets a mode newer than its host's. */
                        assert_int_equal(offer_for_mode(&host, "power11"), OFFER_NO);

                        host.compat_modes = NULL;
                        assert_int_equal(offer_for_any_mode(&host), expected);
                        /* Every guest mode is newer than this host. */
                        host.host_mode = (char *)"power8";
                        assert_int_equal(offer_for_any_mode(&host), OFFER_NO);
                        /* No host mode is known, so none is too new. */
                        host.host_mode = (char *)"";
                        assert_int_equal(offer_for_mode(&host, "power11"), expected);
                }
}

static void test_total(void **state) {
        for (const ReasonText *text = reason_texts; text->reason; text++) {
                bool found = false;

                for (size_t i = 0; i < ELEMENTS(rows); i++)
                        found = found || strcmp(rows[i].reason, text->reason) == 0;
                if (!found)
                        fail_msg("%s has no row here", text->reason);
        }
}

/* If the answer is exact, what is not offered does not work, whatever word came with it. */
static void test_ready(void **state) {
        char *power9[] = {(char *)"power9", NULL};

        for (size_t j = 0; j < ELEMENTS(sources); j++) {
                Host host = make_host("", sources[j], power9);

                host.state = (char *)PPC_COMPAT1_STATE_READY;
                assert_int_equal(offer_for_mode(&host, "power9"), OFFER_YES);
                assert_int_equal(offer_for_mode(&host, "power10"), OFFER_NO);
                host.compat_modes = NULL;
                assert_int_equal(offer_for_any_mode(&host), OFFER_NO);
                assert_string_equal(reason_of_host(&host), REASON_HOST_TOO_OLD);
        }
}

static void test_why(void **state) {
        Host host = make_host("moon-phase", "none", NULL);

        assert_ptr_equal(reason_of_host(&host), reason_find("tide", "zvm")->meaning);
        assert_null(reason_find("moon-phase", "kvm")->reason);
        host.reason = (char *)PPC_COMPAT1_REASON_NO_KVM;
        assert_ptr_equal(reason_of_host(&host), reason_find(PPC_COMPAT1_REASON_NO_KVM, "kvm")->meaning);
}

static void test_find_mode(void **state) {
        char *modes[] = {(char *)"power12", (char *)"b d", (char *)"POWER13", NULL};
        Host host = make_host("", "kvm", modes);

        assert_string_equal(mode_find(&host, "power12"), "power12");
        assert_string_equal(mode_find(&host, "Power12"), "power12");
        assert_string_equal(mode_find(&host, "POWER9"), "power9");
        assert_null(mode_find(&host, "b d"));
        assert_null(mode_find(&host, "power13"));
        assert_null(mode_find(&host, ""));
        assert_int_equal(offer_for_mode(&host, "power12"), OFFER_YES);
}

/* What becomes a label comes once, and is a name. */
static void test_list(void **state) {
        char *modes[] = {(char *)"power12", (char *)"power11", (char *)"power12", (char *)"",
                         (char *)"a=b",     (char *)"POWER9",  (char *)"up-1",    NULL};
        static const char *const expected[] = {"power12", "power11", "power10", "power9"};
        Host host = make_host("", "kvm", modes);
        ModeList list = mode_list_of_host(&host);

        assert_int_equal(list.count, ELEMENTS(expected));
        for (size_t i = 0; i < ELEMENTS(expected); i++)
                assert_string_equal(list.names[i], expected[i]);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_each_reason_and_source),
                cmocka_unit_test(test_total),
                cmocka_unit_test(test_ready),
                cmocka_unit_test(test_why),
                cmocka_unit_test(test_find_mode),
                cmocka_unit_test(test_list),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
