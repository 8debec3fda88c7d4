/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command line of QEMU: read, and judged. */
#include "fuzz.h"
#include "guest-input.h"
#include "qemuline.h"

void fuzz_repair(uint8_t *data, size_t size, unsigned choice) {
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        char *line = guest_input(data, size);
        Wish wish;

        if (qemuline_read(line, size, &wish) == WISH_OK)
                require_sound_verdicts(&wish);
        free(line);
        return 0;
}
