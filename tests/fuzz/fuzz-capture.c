/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader of captures; what it takes can be judged, written again, and read again as the same. */
#include <libfdt.h>
#include <string.h>

#include "blob-input.h"
#include "capture.h"

/* Enough for a tree of a root alone. */
#define EMPTY_SIZE 256

/* The node of a capture is added to a tree as the live reader packs it, which has none yet. */
static void require_round_trip(const Facts *facts) {
        Blob blob = {.data = malloc(EMPTY_SIZE), .size = EMPTY_SIZE};
        Facts again;

        REQUIRE(blob.data && fdt_create_empty_tree(blob.data, EMPTY_SIZE) == 0);
        REQUIRE(capture_add(&blob, &facts->kvm, facts->processor_pvr, "7.3.4") == 0);
        REQUIRE(!capture_parse(&blob, &again));
        REQUIRE(again.kvm.outcome == facts->kvm.outcome && again.kvm.error == facts->kvm.error);
        REQUIRE(again.kvm.mask == facts->kvm.mask && again.processor_pvr == facts->processor_pvr);
        blob_done(&blob);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        Blob blob = blob_from_input(data, size);
        Facts facts, untouched;
        const char *problem;

        memset(&facts, 0xa5, sizeof(facts));
        memset(&untouched, 0xa5, sizeof(untouched));
        problem = capture_parse(&blob, &facts);
        if (problem) {
                REQUIRE(problem[0]);
                REQUIRE(memcmp(&facts, &untouched, sizeof(facts)) == 0);
        } else {
                require_sound_state(&facts, 0);
                require_sound_state(&facts, UINT64_MAX);
                require_round_trip(&facts);
        }
        blob_done(&blob);
        return 0;
}
