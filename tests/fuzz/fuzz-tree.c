/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parser of device trees, and the judgement on what it found, under every answer of KVM. */
#include <string.h>

#include "blob-input.h"
#include "devicetree.h"
#include "macros.h"

static void require_sound_states(const TreeFacts *tree) {
        static const uint64_t masks[] = {0, 1, 4ULL << 60, 7ULL << 60, UINT64_MAX};
        static const uint32_t processors[] = {0, 0x004e1202, 0x00820200, 0x0f000006, UINT32_MAX};

        for (KvmOutcome outcome = KVM_NO_DEVICE; outcome <= KVM_TIMEOUT; outcome++)
                for (size_t i = 0; i < ELEMENTS(masks); i++) {
                        Facts facts = {
                                .kvm = {.outcome = outcome, .mask = outcome == KVM_OK ? masks[i] : 0},
                                .tree = *tree,
                                .processor_pvr = processors[i],
                        };

                        require_sound_state(&facts, masks[i]);
                }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        Blob blob = blob_from_input(data, size);
        TreeFacts tree, again;
        CpuVersions *cpus = &tree.cpus;

        memset(&tree, 0, sizeof(tree));
        memset(&again, 0xff, sizeof(again));
        if (!devicetree_find_problem(&blob)) {
                devicetree_parse(&blob, &tree);
                devicetree_parse(&blob, &again);
                REQUIRE(tree.present == again.present && tree.cpus.known == again.cpus.known);
                REQUIRE(tree.cpus.lowest == again.cpus.lowest && tree.cpus.first_unknown == again.cpus.first_unknown);
                REQUIRE(cpus->known + cpus->unknown + cpus->malformed <= BLOB_NODES_MAX);
                REQUIRE(memcmp(blob.data, data, size) == 0);
                require_sound_states(&tree);
        }
        blob_done(&blob);
        return 0;
}
