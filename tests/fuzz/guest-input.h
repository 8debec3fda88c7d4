/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the targets that read guests have in common. */
#pragma once

#include "wish.h"

/* In memory of its own size, so that a read beyond it is seen. */
char *guest_input(const uint8_t *data, size_t size);

/* On hosts of each kind, to start there and to move. */
void require_sound_verdicts(const Wish *wish);
