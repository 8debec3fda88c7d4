/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a fuzz target is made of. A target is linked with libFuzzer by tests/fuzz/run, and with examples.c as a plain
 * test.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* What must hold whatever the input; the caller of the target keeps the input. */
#define REQUIRE(condition)                                                                             \
        do                                                                                             \
                if (!(condition)) {                                                                    \
                        fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
                        abort();                                                                       \
                }                                                                                      \
        while (0)

/* One input. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Makes the lengths and sums in a changed input right again, so that what lies behind their check is reached; a part
 * of all choices leaves the input as it is.
 */
void fuzz_repair(uint8_t *data, size_t size, unsigned choice);

/* libFuzzer's. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
