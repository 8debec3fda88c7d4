/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The truth rules as a table of literals: what was seen, what has to be told. */
#include "evaluate.h"
#include "macros.h"
#include "ppc-compat1.h"
#include "unit.h"

#define P9 PPC_COMPAT1_MASK_POWER9
#define P10 PPC_COMPAT1_MASK_POWER10
#define P11 PPC_COMPAT1_MASK_POWER11
#define P12 (1ULL << 59) /* a bit that nobody knows yet */

/* Modes of a trial. */
#define T8 (1U << MODE_POWER8)
#define T9 (1U << MODE_POWER9)
#define T10 (1U << MODE_POWER10)
#define T11 (1U << MODE_POWER11)

#define RAW9 0x004e1202
#define RAW10 0x00801200
#define RAW12 0x00830100
#define LOGICAL(generation) (0x0f000000 + (generation)-4)

#define GUEST \
        { .compatible_qemu_pseries = true }
#define METAL \
        { .compatible_powernv = true }
#define OTHER \
        { .compatible_powernv = false }

typedef struct Row {
        const char *name;
        KvmOutcome outcome;
        uint64_t kvm_mask;
        ModeSet ran, refused;
        PlatformClues clues;
        uint32_t cpu_versions[3]; /* 1 means a malformed one */
        uint64_t last_good;

        State state;
        Reason reason;
        Source source;
        uint64_t mask;
} Row;

/* A row a line, to be read in columns: what was seen, what KVM gave, the trial, the host, the last good mask; the
 * Judgement. */
/* clang-format off */
static const Row rows[] = {
        {"within the host's mode",                          KVM_OK,            P9 | P10,             0,              0,              GUEST, {LOGICAL(10)},              0,        STATE_READY,       REASON_NONE,                           SOURCE_KVM,         P9 | P10},
        {"less than the host's mode",                       KVM_OK,            P9,                   0,              0,              GUEST, {LOGICAL(11)},              0,        STATE_READY,       REASON_NONE,                           SOURCE_KVM,         P9},
        {"unknown bits stay out",                           KVM_OK,            P9 | P10 | P11 | P12, 0,              0,              GUEST, {LOGICAL(11)},              0,        STATE_READY,       REASON_NONE,                           SOURCE_KVM,         P9 | P10 | P11},
        {"bare metal with the capability",                  KVM_OK,            P9 | P10,             0,              0,              METAL, {RAW10},                    0,        STATE_READY,       REASON_NONE,                           SOURCE_KVM,         P9 | P10},
        {"stale",                                           KVM_OK,            P9 | P10 | P11,       0,              0,              GUEST, {LOGICAL(10)},              0,        STATE_DEGRADED,    REASON_KVM_STALE,                      SOURCE_KVM,         P9 | P10},
        {"stale on an old host",                            KVM_OK,            P9,                   0,              0,              GUEST, {LOGICAL(8)},               0,        STATE_DEGRADED,    REASON_KVM_STALE,                      SOURCE_KVM,         0},
        {"empty",                                           KVM_OK,            0,                    0,              0,              GUEST, {LOGICAL(10)},              0,        STATE_UNAVAILABLE, REASON_KVM_EMPTY,                      SOURCE_KVM,         0},
        {"unknown bits only",                               KVM_OK,            P12,                  0,              0,              GUEST, {LOGICAL(10)},              P9,       STATE_UNAVAILABLE, REASON_KVM_EMPTY,                      SOURCE_KVM,         0},
        {"unknown cpu-version",                             KVM_OK,            P9 | P12,             0,              0,              GUEST, {0x0f000009},               0,        STATE_DEGRADED,    REASON_UNKNOWN_CPU_VERSION,            SOURCE_KVM,         P9},
        {"malformed cpu-version",                           KVM_OK,            P9 | P10,             0,              0,              GUEST, {1},                        0,        STATE_DEGRADED,    REASON_MALFORMED_DEVICE_TREE,          SOURCE_KVM,         P9 | P10},
        {"no CPU node",                                     KVM_OK,            P9,                   0,              0,              GUEST, {0},                        0,        STATE_DEGRADED,    REASON_MALFORMED_DEVICE_TREE,          SOURCE_KVM,         P9},
        {"raw in a guest, though KVM answers",              KVM_OK,            P9 | P10,             0,              0,              GUEST, {RAW10},                    0,        STATE_DEGRADED,    REASON_RAW_CPU_VERSION,                SOURCE_KVM,         P9 | P10},
        {"mixed",                                           KVM_OK,            P9 | P10 | P11,       0,              0,              GUEST, {LOGICAL(11), LOGICAL(10)}, 0,        STATE_DEGRADED,    REASON_MIXED_CPU_VERSIONS,             SOURCE_KVM,         P9 | P10},
        {"mixed without a cost",                            KVM_OK,            P9,                   0,              0,              GUEST, {LOGICAL(10), LOGICAL(9)},  0,        STATE_DEGRADED,    REASON_MIXED_CPU_VERSIONS,             SOURCE_KVM,         P9},
        {"mixed with a malformed one",                      KVM_OK,            P9 | P10,             0,              0,              GUEST, {1, LOGICAL(10)},           0,        STATE_DEGRADED,    REASON_MIXED_CPU_VERSIONS,             SOURCE_KVM,         P9 | P10},
        {"mixed, and stale by more",                        KVM_OK,            P9 | P10 | P11,       0,              0,              GUEST, {LOGICAL(9), LOGICAL(8)},   0,        STATE_DEGRADED,    REASON_KVM_STALE,                      SOURCE_KVM,         0},
        {"mixed with unknown and malformed only",           KVM_OK,            P9,                   0,              0,              GUEST, {0x0f000009, 1},            0,        STATE_DEGRADED,    REASON_MALFORMED_DEVICE_TREE,          SOURCE_KVM,         P9},
        {"not POWER",                                       KVM_OK,            P9,                   0,              0,              OTHER, {LOGICAL(10)},              P9,       STATE_UNAVAILABLE, REASON_NOT_POWER,                      SOURCE_NONE,        0},
        {"confirmed by a trial",                            KVM_OK,            P9 | P10,             T9 | T10 | T8,  T11,            GUEST, {LOGICAL(10)},              0,        STATE_READY,       REASON_NONE,                           SOURCE_KVM,         P9 | P10},
        {"a trial refuses one of the mask",                 KVM_OK,            P9 | P10,             T10,            T9 | T11,       GUEST, {LOGICAL(10)},              0,        STATE_DEGRADED,    REASON_GUEST_REFUSED,                  SOURCE_KVM,         P10},
        {"a trial refuses all of the mask",                 KVM_OK,            P9 | P10,             0,              T9 | T10 | T11, GUEST, {LOGICAL(10)},              0,        STATE_DEGRADED,    REASON_GUEST_REFUSED,                  SOURCE_KVM,         0},
        {"a trial refuses what is stale",                   KVM_OK,            P9 | P10 | P11,       T9 | T10,       T11,            GUEST, {LOGICAL(10)},              0,        STATE_DEGRADED,    REASON_KVM_STALE,                      SOURCE_KVM,         P9 | P10},
        {"a trial refuses more than is stale",              KVM_OK,            P9 | P10 | P11,       0,              T9 | T10 | T11, GUEST, {LOGICAL(10)},              0,        STATE_DEGRADED,    REASON_GUEST_REFUSED,                  SOURCE_KVM,         0},
        {"a trial refuses what is not offered",             KVM_OK,            P10,                  T10,            T9 | T11,       GUEST, {LOGICAL(10)},              0,        STATE_READY,       REASON_NONE,                           SOURCE_KVM,         P10},
        {"a trial that says nothing of a mode",             KVM_OK,            P9 | P10,             T10,            0,              GUEST, {LOGICAL(10)},              0,        STATE_READY,       REASON_NONE,                           SOURCE_KVM,         P9 | P10},
        {"a trial refuses, in an unknown mode",             KVM_OK,            P9 | P10,             T10 | T11,      T9,             GUEST, {0x0f000009},               0,        STATE_DEGRADED,    REASON_GUEST_REFUSED,                  SOURCE_KVM,         P10},
        {"mixed at the cost of more than a trial refuses",  KVM_OK,            P9 | P10 | P11,       T10 | T11,      T9,             GUEST, {LOGICAL(11), LOGICAL(9)},  0,        STATE_DEGRADED,    REASON_MIXED_CPU_VERSIONS,             SOURCE_KVM,         0},
        {"raw in a guest, mask newer than that",            KVM_OK,            P9 | P10,             0,              0,              GUEST, {RAW9},                     0,        STATE_DEGRADED,    REASON_KVM_STALE,                      SOURCE_KVM,         P9},
        {"old kernel on bare metal",                        KVM_NO_CAPABILITY, 0,                    0,              0,              METAL, {RAW9},                     0,        STATE_READY,       REASON_NONE,                           SOURCE_DEVICE_TREE, P9},
        {"bare metal of a later make",                      KVM_NO_CAPABILITY, 0,                    0,              0,              METAL, {0x00840100},               0,        STATE_DEGRADED,    REASON_UNKNOWN_CPU_VERSION,            SOURCE_NONE,        0},
        {"mixed bare metal",                                KVM_NO_CAPABILITY, 0,                    0,              0,              METAL, {RAW9, RAW10},              0,        STATE_DEGRADED,    REASON_MIXED_CPU_VERSIONS,             SOURCE_DEVICE_TREE, P9},
        {"old kernel in a raw guest",                       KVM_NO_CAPABILITY, 0,                    0,              0,              GUEST, {RAW9},                     0,        STATE_DEGRADED,    REASON_RAW_CPU_VERSION,                SOURCE_NONE,        0},
        {"old kernel in an unknown mode",                   KVM_NO_CAPABILITY, 0,                    0,              0,              GUEST, {0x0f000009},               0,        STATE_DEGRADED,    REASON_UNKNOWN_CPU_VERSION,            SOURCE_NONE,        0},
        {"trial alone",                                     KVM_NO_CAPABILITY, 0,                    T9 | T10 | T8,  T11,            GUEST, {LOGICAL(10)},              0,        STATE_READY,       REASON_NONE,                           SOURCE_TRIAL,       P9 | P10},
        {"trial alone, a hole",                             KVM_NO_CAPABILITY, 0,                    T10 | T11,      T9,             GUEST, {LOGICAL(11)},              0,        STATE_READY,       REASON_NONE,                           SOURCE_TRIAL,       P10 | P11},
        {"trial beyond the host's mode",                    KVM_NO_CAPABILITY, 0,                    T9 | T10 | T11, 0,              GUEST, {LOGICAL(10)},              0,        STATE_READY,       REASON_NONE,                           SOURCE_TRIAL,       P9 | P10},
        {"trial refuses all",                               KVM_NO_CAPABILITY, 0,                    0,              T9 | T10 | T11, GUEST, {LOGICAL(10)},              P9,       STATE_UNAVAILABLE, REASON_GUEST_REFUSED,                  SOURCE_TRIAL,       0},
        {"trial ran beyond the host's mode only",           KVM_NO_CAPABILITY, 0,                    T11,            T9 | T10,       GUEST, {LOGICAL(10)},              0,        STATE_UNAVAILABLE, REASON_GUEST_REFUSED,                  SOURCE_TRIAL,       0},
        {"trial ran in POWER8 alone",                       KVM_NO_CAPABILITY, 0,                    T8,             T9 | T10 | T11, METAL, {0x004d0200},               0,        STATE_READY,       REASON_NONE,                           SOURCE_TRIAL,       0},
        {"trial in mixed modes",                            KVM_NO_CAPABILITY, 0,                    T9 | T10,       T11,            GUEST, {LOGICAL(10), LOGICAL(9)},  0,        STATE_DEGRADED,    REASON_MIXED_CPU_VERSIONS,             SOURCE_TRIAL,       P9},
        {"trial, malformed",                                KVM_NO_CAPABILITY, 0,                    T9 | T10,       T11,            GUEST, {1},                        0,        STATE_DEGRADED,    REASON_MALFORMED_DEVICE_TREE,          SOURCE_TRIAL,       P9 | P10},
        {"trial, unknown mode",                             KVM_NO_CAPABILITY, 0,                    T9 | T10,       T11,            GUEST, {0x0f000009},               0,        STATE_DEGRADED,    REASON_UNKNOWN_CPU_VERSION,            SOURCE_TRIAL,       P9 | P10},
        {"trial in a raw guest",                            KVM_NO_CAPABILITY, 0,                    T9 | T10 | T11, 0,              GUEST, {RAW10},                    0,        STATE_DEGRADED,    REASON_RAW_CPU_VERSION,                SOURCE_TRIAL,       P9 | P10},
        {"trial on bare metal",                             KVM_NO_CAPABILITY, 0,                    T9 | T8,        T10 | T11,      METAL, {RAW9},                     0,        STATE_READY,       REASON_NONE,                           SOURCE_TRIAL,       P9},
        {"no trial in a guest",                             KVM_NO_CAPABILITY, 0,                    0,              0,              GUEST, {LOGICAL(10)},              P9,       STATE_DEGRADED,    REASON_KERNEL_WITHOUT_CAPABILITY,      SOURCE_NONE,        0},
        {"trial cut short in a guest",                      KVM_NO_CAPABILITY, 0,                    T11,            0,              GUEST, {LOGICAL(11)},              0,        STATE_DEGRADED,    REASON_KERNEL_WITHOUT_CAPABILITY,      SOURCE_TRIAL,       P11},
        {"trial cut short beyond the host's mode",          KVM_NO_CAPABILITY, 0,                    T11,            0,              GUEST, {LOGICAL(10)},              0,        STATE_DEGRADED,    REASON_KERNEL_WITHOUT_CAPABILITY,      SOURCE_NONE,        0},
        {"no trial in mixed modes",                         KVM_NO_CAPABILITY, 0,                    0,              0,              GUEST, {LOGICAL(10), LOGICAL(9)},  0,        STATE_DEGRADED,    REASON_KERNEL_WITHOUT_CAPABILITY,      SOURCE_NONE,        0},
        {"trial cut short in mixed modes",                  KVM_NO_CAPABILITY, 0,                    T10 | T9,       0,              GUEST, {LOGICAL(10), LOGICAL(8)},  0,        STATE_DEGRADED,    REASON_MIXED_CPU_VERSIONS,             SOURCE_NONE,        0},
        {"trial cut short on bare metal",                   KVM_NO_CAPABILITY, 0,                    T10,            0,              METAL, {RAW10},                    0,        STATE_READY,       REASON_NONE,                           SOURCE_DEVICE_TREE, P9 | P10},
        {"no trial on POWER8 bare metal",                   KVM_NO_CAPABILITY, 0,                    0,              0,              METAL, {0x004d0200},               0,        STATE_READY,       REASON_NONE,                           SOURCE_DEVICE_TREE, 0},
        {"no trial on POWER12 bare metal",                  KVM_NO_CAPABILITY, 0,                    0,              0,              METAL, {RAW12},                    0,        STATE_DEGRADED,    REASON_KERNEL_WITHOUT_CAPABILITY,      SOURCE_NONE,        0},
        {"trial on POWER12 bare metal",                     KVM_NO_CAPABILITY, 0,                    T11 | T10 | T9, 0,              METAL, {RAW12},                    0,        STATE_READY,       REASON_NONE,                           SOURCE_TRIAL,       P9 | P10 | P11},
        {"not POWER, though a guest ran",                   KVM_NO_CAPABILITY, 0,                    T9,             T10 | T11,      OTHER, {LOGICAL(9)},               0,        STATE_UNAVAILABLE, REASON_NOT_POWER,                      SOURCE_NONE,        0},
        {"refused, raw",                                    KVM_REFUSED,       0,                    0,              0,              GUEST, {RAW9},                     P9,       STATE_DEGRADED,    REASON_RAW_CPU_VERSION,                SOURCE_NONE,        0},
        {"refused, unknown",                                KVM_REFUSED,       0,                    0,              0,              GUEST, {0x0f000009},               P9,       STATE_DEGRADED,    REASON_UNKNOWN_CPU_VERSION,            SOURCE_NONE,        0},
        {"refused, known",                                  KVM_REFUSED,       0,                    0,              0,              GUEST, {LOGICAL(8)},               P9,       STATE_DEGRADED,    REASON_UNKNOWN_CPU_VERSION,            SOURCE_NONE,        0},
        {"refused, malformed",                              KVM_REFUSED,       0,                    0,              0,              GUEST, {1},                        0,        STATE_DEGRADED,    REASON_MALFORMED_DEVICE_TREE,          SOURCE_NONE,        0},
        {"refused on bare metal",                           KVM_REFUSED,       0,                    0,              0,              METAL, {RAW10},                    0,        STATE_DEGRADED,    REASON_KVM_FAILED,                     SOURCE_NONE,        0},
        {"refused, POWER12",                                KVM_REFUSED,       0,                    T10 | T9,       T11,            GUEST, {LOGICAL(12)},              0,        STATE_READY,       REASON_NONE,                           SOURCE_TRIAL,       P9 | P10},
        {"refused, POWER12, no trial",                      KVM_REFUSED,       0,                    0,              0,              GUEST, {LOGICAL(12)},              P9,       STATE_DEGRADED,    REASON_UNKNOWN_CPU_VERSION,            SOURCE_NONE,        0},
        {"refused, raw, trial",                             KVM_REFUSED,       0,                    T9 | T10 | T11, 0,              GUEST, {RAW10},                    0,        STATE_DEGRADED,    REASON_RAW_CPU_VERSION,                SOURCE_TRIAL,       P9 | P10},
        {"refused, unknown, trial",                         KVM_REFUSED,       0,                    T9 | T10,       T11,            GUEST, {0x0f000009},               0,        STATE_DEGRADED,    REASON_UNKNOWN_CPU_VERSION,            SOURCE_TRIAL,       P9 | P10},
        {"refused, trial refuses all",                      KVM_REFUSED,       0,                    0,              T9 | T10 | T11, GUEST, {LOGICAL(12)},              0,        STATE_UNAVAILABLE, REASON_GUEST_REFUSED,                  SOURCE_TRIAL,       0},
        {"refused on bare metal, trial",                    KVM_REFUSED,       0,                    T9 | T10,       T11,            METAL, {RAW10},                    0,        STATE_READY,       REASON_NONE,                           SOURCE_TRIAL,       P9 | P10},
        {"no device",                                       KVM_NO_DEVICE,     0,                    0,              0,              GUEST, {LOGICAL(10)},              P9,       STATE_UNAVAILABLE, REASON_NO_KVM,                         SOURCE_NONE,        0},
        {"no HV",                                           KVM_NO_HV,         0,                    0,              0,              GUEST, {LOGICAL(10)},              P9,       STATE_UNAVAILABLE, REASON_NO_KVM_HV,                      SOURCE_NONE,        0},
        {"denied",                                          KVM_DENIED,        0,                    0,              0,              METAL, {RAW10},                    P9,       STATE_UNAVAILABLE, REASON_KVM_DENIED,                     SOURCE_NONE,        0},
        {"failed for the first time",                       KVM_FAILED,        0,                    0,              0,              GUEST, {LOGICAL(10)},              0,        STATE_DEGRADED,    REASON_KVM_FAILED,                     SOURCE_NONE,        0},
        {"failed after a good answer",                      KVM_FAILED,        0,                    0,              0,              GUEST, {LOGICAL(10)},              P9 | P10, STATE_DEGRADED,    REASON_KVM_FAILED,                     SOURCE_KVM,         P9 | P10},
        {"timeout after a good answer, cut",                KVM_TIMEOUT,       0,                    0,              0,              GUEST, {LOGICAL(9)},               P9 | P10, STATE_DEGRADED,    REASON_KVM_TIMEOUT,                    SOURCE_KVM,         P9},
        {"timeout in an unknown mode",                      KVM_TIMEOUT,       0,                    0,              0,              GUEST, {0x0f000009},               P9 | P10, STATE_DEGRADED,    REASON_KVM_TIMEOUT,                    SOURCE_NONE,        0},
};
/* clang-format on */

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
        Facts facts = {.kvm = {.outcome = KVM_OK, .mask = P9 | P10 | P12, .trial = {.ran = T10, .refused = T9}}};

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
        Facts facts = {.kvm = {.outcome = KVM_OK, .mask = P9 | P12 | 1}, .tree = {.present = true, .clues = GUEST}};

        assert_true(evaluate(&facts, 0).kernel_mask == (P9 | P12 | 1));
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
