/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strings and lists of strings as they come from the bus. */
#pragma once

#include <stdbool.h>

/* Replaces all that is not printable ASCII, so that no answer can play tricks on the terminal. */
void text_clean(char *text);

bool text_equal(const char *a, const char *b);

/* Lists end with NULL; a NULL list is empty. */
bool texts_contain(char *const *texts, const char *text);
bool texts_equal(char *const *a, char *const *b);

/* The texts with ", " between them, or the word for none. NULL when memory is short; to be freed. */
char *texts_join(char *const *texts, const char *none);

void texts_free(char **texts);
void texts_freep(char ***texts);
