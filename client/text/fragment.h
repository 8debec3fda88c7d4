/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was typed or pasted as a part of something known. No I/O. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "letters.h"
#include "pattern.h"

/* Whether the text is one word of at least four letters, and a part of the other one: "stale" of "kvmstale". */
bool fragment_is_of_word(const Letter *letters, size_t count, const char *word);

/*
 * The message that the text is the beginning or the larger part of, if there is one alone: what several say ("Invalid
 * argument") means nothing by itself.
 */
const Pattern *fragment_find(const Letter *letters, size_t count, const Pattern *patterns);
