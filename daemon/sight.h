/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was seen of the host last, and whether it was another host than before. A Sight of zeros has seen nothing. */
#pragma once

#include "input.h"

typedef struct Sight {
        Facts facts;
        uint64_t host; /* the number of the host: one more where a look finds another than the one before */
} Sight;

/*
 * Looks at everything but KVM. Another number of CPUs makes no other host; another mode of them does, and another
 * machine. 0, or a negative errno where memory or descriptors ran out; nothing has changed then.
 */
int sight_look(Sight *sight, const Input *input);
