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

static void require_words(const Judgement *judgement) {
        REQUIRE(platform_name(judgement->platform)[0]);
        REQUIRE(state_name(judgement->state)[0]);
        REQUIRE(source_name(judgement->source)[0]);
        REQUIRE((reason_name(judgement->reason)[0] == '\0') == (judgement->state == STATE_READY));
        REQUIRE(mode_name(judgement->host_mode) && mode_name(judgement->processor_model));
}

void require_sound_state(const Facts *facts, uint64_t last_good_mask) {
        Judgement judgement = evaluate(facts, last_good_mask);

        require_words(&judgement);
        REQUIRE((judgement.compat_mask & ~PPC_COMPAT1_MASK_ALL) == 0);
        REQUIRE(judgement.kernel_mask == (facts->kvm.outcome == KVM_OK ? facts->kvm.mask : 0));
        REQUIRE(judgement.host_logical_pvr == 0 || pvr_is_logical(judgement.host_logical_pvr));
        if (judgement.source == SOURCE_NONE || judgement.state == STATE_UNAVAILABLE)
                REQUIRE(judgement.compat_mask == 0);
        if (facts->kvm.outcome == KVM_OK && judgement.source == SOURCE_KVM)
                REQUIRE((judgement.compat_mask & ~facts->kvm.mask) == 0);
        if (facts->kvm.outcome != KVM_OK && judgement.source == SOURCE_KVM)
                REQUIRE((judgement.compat_mask & ~last_good_mask) == 0);
        if (judgement.host_mode != MODE_UNKNOWN)
                REQUIRE(mode_newest(judgement.compat_mask) <= judgement.host_mode);
}
