/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "generation.h"

#include <string.h>

#include "macros.h"

#define OLDEST 6
#define NEWEST 12

static const char *const modes[] = {"power6", "power7", "power8", "power9", "power10", "power11", "power12"};

static const struct {
        uint16_t version;
        unsigned generation;
} processors[] = {
        {0x003e, 6}, {0x003f, 7}, {0x004a, 7},  {0x004b, 8},  {0x004c, 8},  {0x004d, 8},
        {0x0066, 8}, {0x004e, 9}, {0x0080, 10}, {0x0082, 11}, {0x0083, 12},
};

unsigned generation_from_mode(const char *mode) {
        for (unsigned i = 0; mode && i < ELEMENTS(modes); i++)
                if (strcmp(mode, modes[i]) == 0)
                        return OLDEST + i;
        return 0;
}

const char *generation_mode(unsigned generation) {
        return generation >= OLDEST && generation <= NEWEST ? modes[generation - OLDEST] : "";
}

unsigned generation_from_pvr(uint32_t pvr) {
        for (size_t i = 0; i < ELEMENTS(processors); i++)
                if (processors[i].version == pvr >> 16)
                        return processors[i].generation;
        return 0;
}

unsigned generation_newest(unsigned set, unsigned oldest, unsigned newest) {
        for (unsigned generation = newest > 0 ? newest : NEWEST; generation >= OLDEST; generation--)
                if (set & GENERATION_BIT(generation))
                        return generation >= oldest ? generation : 0;
        return 0;
}
