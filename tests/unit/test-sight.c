/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What counts as another host. input_look() is a false one here, which gives what the test wants. */
#include <errno.h>

#include "macros.h"
#include "sight.h"
#include "unit.h"

static Facts shown;
static int failure;

int input_look(const Input *input, Facts *facts) {
        if (failure < 0)
                return failure;
        facts->tree = shown.tree;
        facts->processor_pvr = shown.processor_pvr;
        return 0;
}

static const Facts lpar = {
        .processor_pvr = 0x00820200,
        .tree = {.present = true,
                 .clues = {.device_type_chrp = true, .partition_name = true, .powervm_property = true},
                 .cpus = {.known = 8, .lowest = 0x0f000006, .newest = 0x0f000006}},
};

static uint64_t look(Sight *sight, Facts facts) {
        shown = facts;
        assert_int_equal(sight_look(sight, NULL), 0);
        return sight->host;
}

static void test_same(void **state) {
        Sight sight = {.facts.kvm.mask = 5};
        Facts more = lpar;

        assert_int_equal(look(&sight, lpar), 1);
        assert_int_equal(look(&sight, lpar), 1);
        more.tree.cpus.known = 64;
        assert_int_equal(look(&sight, more), 1);
        assert_int_equal(sight.facts.tree.cpus.known, 64);
        assert_int_equal(sight.facts.kvm.mask, 5);
}

static void test_another(void **state) {
        Facts hosts[16];
        size_t count = 0;

        for (size_t i = 0; i < ELEMENTS(hosts); i++)
                hosts[i] = lpar;
        hosts[count++].processor_pvr = 0x00800200;
        hosts[count++].tree.present = false;
        hosts[count++].tree.clues.compatible_powernv = true;
        hosts[count++].tree.clues.compatible_qemu_pseries = true;
        hosts[count++].tree.clues.compatible_ibm = true;
        hosts[count++].tree.clues.hypervisor_kvm = true;
        hosts[count++].tree.clues.partition_name = false;
        hosts[count++].tree.clues.powervm_property = false;
        hosts[count++].tree.clues.device_type_chrp = false;
        hosts[count++].tree.cpus.known = 0;
        hosts[count++].tree.cpus.unknown = 1;
        hosts[count++].tree.cpus.malformed = 1;
        hosts[count++].tree.cpus.lowest = 0x0f000005;
        hosts[count++].tree.cpus.newest = 0x0f000007;
        hosts[count++].tree.cpus.first_unknown = 0x0f000009;
        for (size_t i = 0; i < count; i++) {
                Sight sight = {0};

                assert_int_equal(look(&sight, lpar), 1);
                assert_int_equal(look(&sight, hosts[i]), 2);
                assert_int_equal(look(&sight, hosts[i]), 2);
                /* There and back is two moves. */
                assert_int_equal(look(&sight, lpar), 3);
        }
}

static void test_failure(void **state) {
        Sight sight = {0};

        assert_int_equal(look(&sight, lpar), 1);
        failure = -EMFILE;
        assert_int_equal(sight_look(&sight, NULL), -EMFILE);
        failure = 0;
        assert_int_equal(sight.host, 1);
        assert_int_equal(look(&sight, lpar), 1);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_same),
                cmocka_unit_test(test_another),
                cmocka_unit_test(test_failure),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
