/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libFuzzer's own mutations, repaired. */
#include "fuzz.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
        size = LLVMFuzzerMutate(data, size, max_size);
        fuzz_repair(data, size, seed);
        return size;
}
