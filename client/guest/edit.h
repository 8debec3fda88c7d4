/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A few changes of a text, each at an offset of the text as it was. */
#pragma once

#include <stddef.h>

#define EDITS_MAX 12

typedef struct Edit {
        size_t at, remove;
        char *insert;
} Edit;

typedef struct Edits {
        Edit edits[EDITS_MAX];
        size_t count;
        int error; /* -ENOMEM, once there was no memory or no room for one */
} Edits;

/* Those at one offset come out in the order in which they were added; they do not overlap. */
void edits_add(Edits *edits, size_t at, size_t remove, const char *format, ...)
        __attribute__((__format__(printf, 4, 5)));

/* Returns 0 or -ENOMEM. *ret_text has a NUL behind it. */
int edits_apply(Edits *edits, const char *text, size_t size, char **ret_text, size_t *ret_size);

void edits_clear(Edits *edits);
