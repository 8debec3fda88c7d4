/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The truth rules as a table of literals: what was seen, and what has to be told. */
#pragma once

#include "facts.h"
#include "judgement.h"
#include "ppc-compat1.h"

#define P9 PPC_COMPAT1_MASK_POWER9
#define P10 PPC_COMPAT1_MASK_POWER10
#define P11 PPC_COMPAT1_MASK_POWER11
#define P99 (1ULL << 40) /* a bit of no mode */

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
        {"unknown bits stay out",                           KVM_OK,            P9 | P10 | P11 | P99, 0,              0,              GUEST, {LOGICAL(11)},              0,        STATE_READY,       REASON_NONE,                           SOURCE_KVM,         P9 | P10 | P11},
        {"bare metal with the capability",                  KVM_OK,            P9 | P10,             0,              0,              METAL, {RAW10},                    0,        STATE_READY,       REASON_NONE,                           SOURCE_KVM,         P9 | P10},
        {"stale",                                           KVM_OK,            P9 | P10 | P11,       0,              0,              GUEST, {LOGICAL(10)},              0,        STATE_DEGRADED,    REASON_KVM_STALE,                      SOURCE_KVM,         P9 | P10},
        {"stale on an old host",                            KVM_OK,            P9,                   0,              0,              GUEST, {LOGICAL(8)},               0,        STATE_DEGRADED,    REASON_KVM_STALE,                      SOURCE_KVM,         0},
        {"empty",                                           KVM_OK,            0,                    0,              0,              GUEST, {LOGICAL(10)},              0,        STATE_UNAVAILABLE, REASON_KVM_EMPTY,                      SOURCE_KVM,         0},
        {"unknown bits only",                               KVM_OK,            P99,                  0,              0,              GUEST, {LOGICAL(10)},              P9,       STATE_UNAVAILABLE, REASON_KVM_EMPTY,                      SOURCE_KVM,         0},
        {"unknown cpu-version",                             KVM_OK,            P9 | P99,             0,              0,              GUEST, {0x0f000009},               0,        STATE_DEGRADED,    REASON_UNKNOWN_CPU_VERSION,            SOURCE_KVM,         P9},
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
        {"cut short by more than is mixed",                 KVM_NO_CAPABILITY, 0,                    T11,            0,              GUEST, {LOGICAL(11), LOGICAL(10)}, 0,        STATE_DEGRADED,    REASON_KERNEL_WITHOUT_CAPABILITY,      SOURCE_NONE,        0},
        {"cut short by as much as is mixed",                KVM_NO_CAPABILITY, 0,                    T11 | T10,      0,              GUEST, {LOGICAL(11), LOGICAL(10)}, 0,        STATE_DEGRADED,    REASON_KERNEL_WITHOUT_CAPABILITY,      SOURCE_TRIAL,       P10},
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
