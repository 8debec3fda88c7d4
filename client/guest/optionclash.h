/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of the machine that a guest asks for and cannot have, whatever its mode. */
#pragma once

#include <stdbool.h>

#include "question.h"

typedef enum ClashKind {
        CLASH_NEEDS_NEWER, /* for a newer generation than the guest is */
        CLASH_HTM,
        CLASH_NESTED,
        CLASH_IRQCHIP,
        CLASH_SNAP,
} ClashKind;

bool optionclash_exists(const Question *question, ClashKind kind);

/* Sets the options that mend it, and leaves the others. */
void optionclash_mend(const Question *question, MachineOptions *ret_options);
