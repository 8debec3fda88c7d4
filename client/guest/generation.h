/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generations of POWER as numbers (power9 is 9), and sets of them as bits (1 << 9). 0 is unknown or none everywhere.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "version.h"

#define GENERATION_BIT(generation) (1U << (generation))

/* The newest that is a mode of guests. */
#define GENERATION_NEWEST 11

/* Of a mode as QEMU's max-cpu-compat spells it, in lower case: power6 to power12. */
unsigned generation_from_mode(const char *mode);

/* "" where there is none. */
const char *generation_mode(unsigned generation);

unsigned generation_from_pvr(uint32_t pvr);

/* The newest of a set that is neither older than oldest nor newer than newest, each 0 for no bound. */
unsigned generation_newest(unsigned set, unsigned oldest, unsigned newest);
