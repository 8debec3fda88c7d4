/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the targets that read a flattened device tree share. */
#pragma once

#include "blob.h"
#include "facts.h"
#include "fuzz.h"

/* A copy of the input, to be freed with blob_done(): aligned as libfdt wants it, and not a byte longer. */
Blob blob_from_input(const uint8_t *data, size_t size);

/* That the facts have a Judgement, and that its parts agree with each other and with the facts. */
void require_sound_state(const Facts *facts, uint64_t last_good_mask);
