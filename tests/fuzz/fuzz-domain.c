/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A domain's XML: read, judged, and fixed, so that what is fixed is read as it was meant. */
#include <string.h>

#include "domainxml.h"
#include "fix.h"
#include "fuzz.h"
#include "generation.h"
#include "guest-input.h"

void fuzz_repair(uint8_t *data, size_t size, unsigned choice) {
}

static void require_sound_fix(const char *xml, size_t size, const Change *change) {
        char *fixed = NULL;
        size_t fixed_size = 0;
        Wish wish;

        if (fix_domain(xml, size, change, &fixed, &fixed_size) < 0)
                return;
        REQUIRE(domainxml_read(fixed, fixed_size, &wish) == WISH_OK);
        if (change->cap > 0)
                REQUIRE(strcmp(wish.machine.value[OPTION_COMPAT], generation_mode(change->cap)) == 0);
        free(fixed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        const Change changes[] = {
                {.cap = 10},
                {.cap = 9, .by_argument = true, .options.value[CAP_CFPC] = "broken"},
                {.cap = 10, .by_argument = true, .cpu_host = true},
        };
        char *xml = guest_input(data, size);
        Wish wish;

        if (domainxml_read(xml, size, &wish) == WISH_OK) {
                require_sound_verdicts(&wish);
                for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
                        require_sound_fix(xml, size, &changes[i]);
        }
        free(xml);
        return 0;
}
