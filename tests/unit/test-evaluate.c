/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Holds evaluate() against the table of evaluaterows.h, and against what is true of any facts. */
#include "evaluate.h"
#include "evaluaterows.h"
#include "macros.h"
#include "ppc-compat1.h"
#include "unit.h"

static Facts facts_of_row(const Row *row) {
        Facts facts = {
                .kvm = {.outcome = row->outcome,
                        .mask = row->kvm_mask,
                        .trial = {.ran = row->ran, .refused = row->refused}},
                .tree = {.present = true, .clues = row->clues},
        };

        for (size_t i = 0; i < ELEMENTS(row->cpu_versions); i++)
                if (row->cpu_versions[i] == 1)
                        cpu_versions_add_malformed(&facts.tree.cpus);
                else if (row->cpu_versions[i] != 0)
                        cpu_versions_add(&facts.tree.cpus, row->cpu_versions[i]);
        return facts;
}

static void test_rows(void **unused) {
        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                Facts facts = facts_of_row(&rows[i]);
                Judgement judgement = evaluate(&facts, rows[i].last_good);

                if (judgement.state != rows[i].state || judgement.reason != rows[i].reason ||
                    judgement.source != rows[i].source || judgement.compat_mask != rows[i].mask)
                        fail_msg("%s: %s/%s from %s, 0x%016llx", rows[i].name, state_name(judgement.state),
                                 reason_name(judgement.reason), source_name(judgement.source),
                                 (unsigned long long)judgement.compat_mask);
        }
}

static void test_platform(void **unused) {
        static const struct {
                PlatformClues clues;
                Platform platform;
        } platforms[] = {
                {{.compatible_powernv = true, .hypervisor_kvm = true, .compatible_qemu_pseries = true},
                 PLATFORM_POWERNV},
                {{.hypervisor_kvm = true, .compatible_qemu_pseries = true}, PLATFORM_KVM},
                {{.compatible_qemu_pseries = true, .partition_name = true, .powervm_property = true}, PLATFORM_QEMU},
                {{.partition_name = true, .powervm_property = true, .device_type_chrp = true}, PLATFORM_POWERVM},
                {{.partition_name = true, .device_type_chrp = true}, PLATFORM_PSERIES},
                {{.powervm_property = true, .compatible_ibm = true}, PLATFORM_PSERIES},
                {{.partition_name = true}, PLATFORM_OTHER},
                {{0}, PLATFORM_OTHER},
        };

        for (size_t i = 0; i < ELEMENTS(platforms); i++) {
                Facts facts = {.tree = {.present = true, .clues = platforms[i].clues}};

                assert_int_equal(evaluate(&facts, 0).platform, platforms[i].platform);
        }
}

static void test_host(void **unused) {
        Facts facts = {.tree = {.present = true, .clues = METAL}, .processor_pvr = 0};
        Judgement judgement;

        cpu_versions_add(&facts.tree.cpus, RAW10);
        judgement = evaluate(&facts, 0);
        assert_int_equal(judgement.host_mode, MODE_POWER10);
        assert_int_equal(judgement.host_logical_pvr, 0);
        assert_int_equal(judgement.processor_pvr, RAW10);
        assert_int_equal(judgement.processor_model, MODE_POWER10);

        facts = (Facts){.tree = {.present = true, .clues = GUEST}, .processor_pvr = 0x00820200};
        cpu_versions_add(&facts.tree.cpus, 0x0f000009);
        judgement = evaluate(&facts, 0);
        assert_int_equal(judgement.host_mode, MODE_UNKNOWN);
        assert_int_equal(judgement.host_logical_pvr, 0x0f000009);
        assert_int_equal(judgement.processor_model, MODE_POWER11);
}

/* A POWER processor without a readable tree is a host that does not know, not a host of another make. */
static void test_no_tree(void **unused) {
        Facts facts = {.kvm = {.outcome = KVM_OK, .mask = P9}, .processor_pvr = 0x00820200};

        assert_int_equal(evaluate(&facts, 0).reason, REASON_MALFORMED_DEVICE_TREE);
        assert_true(evaluate(&facts, 0).compat_mask == P9);
        facts.processor_pvr = 0;
        assert_int_equal(evaluate(&facts, 0).reason, REASON_NOT_POWER);
}

/* POWER8 has no bit: it is recommended where nothing else is offered and a guest ran in it. */
static void test_recommended(void **unused) {
        Facts facts = {.kvm = {.outcome = KVM_NO_CAPABILITY}, .tree = {.present = true, .clues = METAL}};

        cpu_versions_add(&facts.tree.cpus, RAW9);
        facts.kvm.trial = (KvmTrial){.ran = T8 | T9, .refused = T10 | T11};
        assert_int_equal(evaluate(&facts, 0).recommended_mode, MODE_POWER9);
        assert_int_equal(evaluate(&facts, 0).trial_modes, T8 | T9);
        facts.kvm.trial = (KvmTrial){.ran = T8, .refused = T9 | T10 | T11};
        assert_int_equal(evaluate(&facts, 0).recommended_mode, MODE_POWER8);
        facts.kvm.trial = (KvmTrial){.refused = T8 | T9 | T10 | T11};
        assert_int_equal(evaluate(&facts, 0).recommended_mode, MODE_UNKNOWN);
}

static void test_good_mask(void **unused) {
        Facts facts = {.kvm = {.outcome = KVM_OK, .mask = P9 | P10 | P99, .trial = {.ran = T10, .refused = T9}}};

        assert_true(evaluate_good_mask(&facts) == P10);
        facts.kvm.outcome = KVM_NO_CAPABILITY;
        assert_true(evaluate_good_mask(&facts) == 0);
        facts.kvm.trial.refused |= T11;
        assert_true(evaluate_good_mask(&facts) == P10);
        facts.kvm = (KvmAnswer){.outcome = KVM_TIMEOUT};
        assert_true(evaluate_good_mask(&facts) == 0);
}

/* Firmware that calls itself chrp is no POWER server's if its silicon is a Cell's or a 970's. */
static void test_foreign(void **unused) {
        static const struct {
                uint32_t cpu_version, pvr; /* cpu_version: 0 none, 1 malformed */
                Platform platform;
        } machines[] = {
                {0x00700501, 0x00700501, PLATFORM_OTHER},
                {0x00440101, 0x00440101, PLATFORM_OTHER},
                {0x00700501, 0, PLATFORM_OTHER},
                {1, 0x80040303, PLATFORM_OTHER},
                {0, 0x80040303, PLATFORM_OTHER},
                {1, 0, PLATFORM_PSERIES},
                {0, 0, PLATFORM_PSERIES},
                {0x0f000009, 0x00850100, PLATFORM_PSERIES},
                {LOGICAL(10), 0x00850100, PLATFORM_PSERIES},
                {0x00850100, 0x00800200, PLATFORM_PSERIES},
                {1, 0x00800100, PLATFORM_PSERIES},
        };

        for (size_t i = 0; i < ELEMENTS(machines); i++) {
                Row row = {.clues = {.device_type_chrp = true}, .cpu_versions = {machines[i].cpu_version}};
                Facts facts = facts_of_row(&row);

                facts.processor_pvr = machines[i].pvr;
                assert_int_equal(evaluate(&facts, 0).platform, machines[i].platform);
        }
}

static void test_kernel_mask(void **unused) {
        Facts facts = {.kvm = {.outcome = KVM_OK, .mask = P9 | P99 | 1}, .tree = {.present = true, .clues = GUEST}};

        assert_true(evaluate(&facts, 0).kernel_mask == (P9 | P99 | 1));
        facts.kvm.outcome = KVM_FAILED;
        assert_true(evaluate(&facts, P9).kernel_mask == 0);
}

/* Over all that can be seen: a reason is given exactly where the state is not ready, and no mode beyond the tree's.
 */
static void test_total(void **unused) {
        static const uint32_t values[] = {0, 1, LOGICAL(8), LOGICAL(9), LOGICAL(10), LOGICAL(11), RAW9, 0x0f000009};
        static const PlatformClues places[] = {{0}, GUEST, METAL};
        unsigned seen = 0;

        for (KvmOutcome outcome = KVM_NO_DEVICE; outcome <= KVM_TIMEOUT; outcome++)
                for (uint64_t mask = 0; mask < 32; mask++)
                        for (size_t i = 0; i < ELEMENTS(places) * ELEMENTS(values) * ELEMENTS(values); i++) {
                                size_t j = i / ELEMENTS(places);
                                Row row = {
                                        .outcome = outcome,
                                        .kvm_mask = mask << 59,
                                        .clues = places[i % ELEMENTS(places)],
                                        .cpu_versions = {values[j % ELEMENTS(values)], values[j / ELEMENTS(values)]}};
                                static const KvmTrial trials[] = {
                                        {0}, {T9 | T11, T10}, {T8, T9 | T10 | T11}, {T10, 0}};
                                Facts facts = facts_of_row(&row);
                                Judgement judgement;

                                facts.kvm.trial = trials[seen % ELEMENTS(trials)];
                                judgement = evaluate(&facts, P9 | P10 | P11);

                                assert_int_equal(judgement.state == STATE_READY, judgement.reason == REASON_NONE);
                                assert_true((judgement.compat_mask & ~PPC_COMPAT1_MASK_ALL) == 0);
                                if (judgement.host_mode != MODE_UNKNOWN)
                                        assert_true((judgement.compat_mask & ~mode_bits_up_to(judgement.host_mode)) ==
                                                    0);
                                if (facts.kvm.outcome == KVM_OK)
                                        assert_true((judgement.compat_mask &
                                                     mode_set_bits(facts.kvm.trial.refused)) == 0);
                                if (judgement.source == SOURCE_NONE)
                                        assert_true(judgement.compat_mask == 0);
                                seen++;
                        }
        assert_int_equal(seen, 8 * 32 * 3 * 64);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_rows),        cmocka_unit_test(test_platform),
                cmocka_unit_test(test_host),        cmocka_unit_test(test_no_tree),
                cmocka_unit_test(test_kernel_mask), cmocka_unit_test(test_total),
                cmocka_unit_test(test_recommended), cmocka_unit_test(test_good_mask),
                cmocka_unit_test(test_foreign),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
