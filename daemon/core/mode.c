/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mode.h"

#include <strings.h>

#include "macros.h"
#include "ppc-compat1.h"

/* Indexed by Mode, so in the order of age. */
static const struct {
        const char *name;
        uint64_t bit;
} modes[] = {
        [MODE_UNKNOWN] = {"", 0},
        [MODE_POWER6] = {"power6", 0},
        [MODE_POWER7] = {"power7", 0},
        [MODE_POWER8] = {PPC_COMPAT1_MODE_POWER8, 0},
        [MODE_POWER9] = {PPC_COMPAT1_MODE_POWER9, PPC_COMPAT1_MASK_POWER9},
        [MODE_POWER10] = {PPC_COMPAT1_MODE_POWER10, PPC_COMPAT1_MASK_POWER10},
        [MODE_POWER11] = {PPC_COMPAT1_MODE_POWER11, PPC_COMPAT1_MASK_POWER11},
        [MODE_POWER12] = {"power12", 0},
};

/* PVR_ARCH_* of the kernel's asm/reg.h. POWER7 has two: architecture 2.06 and 2.06+. */
static const struct {
        uint32_t pvr;
        Mode mode;
} logical_pvrs[] = {
        {0x0f000002, MODE_POWER6}, {0x0f000003, MODE_POWER7},  {0x0f100003, MODE_POWER7},  {0x0f000004, MODE_POWER8},
        {0x0f000005, MODE_POWER9}, {0x0f000006, MODE_POWER10}, {0x0f000007, MODE_POWER11}, {0x0f000008, MODE_POWER12},
};

/* PVR_POWER* of the kernel's asm/reg.h: the processor's version, without its revision. */
static const struct {
        uint16_t version;
        Mode mode;
} processors[] = {
        {0x003e, MODE_POWER6},                                                /* POWER6 */
        {0x003f, MODE_POWER7}, {0x004a, MODE_POWER7},                         /* POWER7, POWER7+ */
        {0x004b, MODE_POWER8}, {0x004c, MODE_POWER8},  {0x004d, MODE_POWER8}, /* POWER8E, POWER8NVL, POWER8 */
        {0x0066, MODE_POWER8},                                                /* HX-C2000, a POWER8 */
        {0x004e, MODE_POWER9}, {0x0080, MODE_POWER10}, {0x0082, MODE_POWER11}, {0x0083, MODE_POWER12},
};

const char *mode_name(Mode mode) {
        return modes[mode].name;
}

Mode mode_from_name(const char *name) {
        for (Mode mode = MODE_POWER6; mode < ELEMENTS(modes); mode++)
                if (strcasecmp(name, modes[mode].name) == 0)
                        return mode;
        return MODE_UNKNOWN;
}

uint64_t mode_bit(Mode mode) {
        return modes[mode].bit;
}

uint64_t mode_bits_up_to(Mode mode) {
        uint64_t mask = 0;

        for (Mode m = MODE_UNKNOWN; m <= mode; m++)
                mask |= modes[m].bit;
        return mask;
}

unsigned mode_list(uint64_t mask, Mode ret_modes[MODE_GUEST_MAX]) {
        unsigned n = 0;

        for (Mode mode = ELEMENTS(modes) - 1; mode > MODE_UNKNOWN; mode--)
                if (modes[mode].bit & mask)
                        ret_modes[n++] = mode;
        return n;
}

ModeSet mode_set_of(Mode mode) {
        return 1U << mode;
}

bool mode_set_has(ModeSet set, Mode mode) {
        return (set & mode_set_of(mode)) != 0;
}

uint64_t mode_set_bits(ModeSet set) {
        uint64_t mask = 0;

        for (Mode mode = MODE_UNKNOWN; mode < MODE_COUNT; mode++)
                if (mode_set_has(set, mode))
                        mask |= modes[mode].bit;
        return mask;
}

Mode mode_newest(uint64_t mask) {
        Mode list[MODE_GUEST_MAX];

        return mode_list(mask, list) > 0 ? list[0] : MODE_UNKNOWN;
}

bool pvr_is_logical(uint32_t pvr) {
        return pvr >> 24 == 0x0f;
}

Mode mode_from_pvr(uint32_t pvr) {
        if (pvr_is_logical(pvr)) {
                for (size_t i = 0; i < ELEMENTS(logical_pvrs); i++)
                        if (logical_pvrs[i].pvr == pvr)
                                return logical_pvrs[i].mode;
                return MODE_UNKNOWN;
        }
        for (size_t i = 0; i < ELEMENTS(processors); i++)
                if (processors[i].version == pvr >> 16)
                        return processors[i].mode;
        return MODE_UNKNOWN;
}
