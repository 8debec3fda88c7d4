/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "blob-input.h"

#include <libfdt.h>
#include <string.h>

#include "evaluate.h"
#include "ppc-compat1.h"

Blob blob_from_input(const uint8_t *data, size_t size) {
        /* malloc(0) may be NULL, which no caller of the parser passes. */
        Blob blob = {.data = malloc(size > 0 ? size : 1), .size = size};

        REQUIRE(blob.data);
        memcpy(blob.data, data, size);
        return blob;
}

void fuzz_repair(uint8_t *data, size_t size, unsigned choice) {
        /* One input in eight keeps its header. */
        if (size < sizeof(struct fdt_header) || choice % 8 == 0)
                return;
        fdt32_st(data + offsetof(struct fdt_header, magic), FDT_MAGIC);
        fdt32_st(data + offsetof(struct fdt_header, totalsize), (uint32_t)size);
}

static void require_words(const State *state) {
        REQUIRE(platform_name(state->platform)[0]);
        REQUIRE(health_name(state->health)[0]);
        REQUIRE(origin_name(state->origin)[0]);
        REQUIRE((reason_name(state->reason)[0] == '\0') == (state->health == HEALTH_READY));
        REQUIRE(mode_name(state->host_mode) && mode_name(state->processor_model));
}

void require_sound_state(const Facts *facts, uint64_t last_good_mask) {
        State state = evaluate(facts, last_good_mask);

        require_words(&state);
        REQUIRE((state.compat_mask & ~PPC_COMPAT1_MASK_ALL) == 0);
        REQUIRE(state.kernel_mask == (facts->kvm.outcome == KVM_OK ? facts->kvm.mask : 0));
        REQUIRE(state.host_logical_pvr == 0 || pvr_is_logical(state.host_logical_pvr));
        if (state.origin == ORIGIN_NONE || state.health == HEALTH_UNAVAILABLE)
                REQUIRE(state.compat_mask == 0);
        if (facts->kvm.outcome == KVM_OK && state.origin == ORIGIN_KVM)
                REQUIRE((state.compat_mask & ~facts->kvm.mask) == 0);
        if (facts->kvm.outcome != KVM_OK && state.origin == ORIGIN_KVM)
                REQUIRE((state.compat_mask & ~last_good_mask) == 0);
        if (state.host_mode != MODE_UNKNOWN)
                REQUIRE(mode_newest(state.compat_mask) <= state.host_mode);
}
