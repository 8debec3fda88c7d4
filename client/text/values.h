/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is known of a case by name, as words: from the message ("mode" is power11), from the rest of the paste and
 * from the host. Texts are chosen by it and filled with it. No I/O.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define VALUES_MAX 32
#define VALUE_NAME_SIZE 24
#define VALUE_TEXT_SIZE 192

typedef struct Values {
        struct {
                char name[VALUE_NAME_SIZE];
                char text[VALUE_TEXT_SIZE];
        } items[VALUES_MAX];
        size_t count;
} Values;

/* In place of an earlier text. What is too long is cut, and what is too much is left out. */
void values_set(Values *values, const char *name, const char *text);

/* Sets all those of the other. */
void values_add(Values *values, const Values *other);

/* NULL for a name without a text. */
const char *values_get(const Values *values, const char *name);

/*
 * Whether all words of a condition hold: a name that has a text, or a comparison of versions (linux<7.2, linux>=7.2),
 * which does not hold for a version that is unknown; with ! before it, one that does not. No condition holds always.
 */
bool values_hold(const Values *values, const char *condition);

/* The text with {name|otherwise} replaced. NULL when memory is short; to be freed. */
char *values_fill(const Values *values, const char *text);
