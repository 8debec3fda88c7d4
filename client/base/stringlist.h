/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strings and lists of strings as they come from the bus. */
#pragma once

#include <stdbool.h>

/* Replaces all that is not printable ASCII, so that no answer can play tricks on the terminal. */
void string_clean(char *text);

bool string_equal(const char *a, const char *b);

/* Both take a copy of the text. False when memory is short, and then nothing has changed. */
bool string_replace(char **string, const char *text);
bool string_list_append(char ***texts, const char *text);

/* Lists end with NULL; a NULL list is empty. */
bool string_list_contains(char *const *texts, const char *text);
bool string_list_is_empty(char *const *texts);

/* The strings with ", " between them, or the word for none. NULL when memory is short; to be freed. */
char *string_list_join(char *const *texts, const char *none);

void string_list_free(char **texts);
void string_list_freep(char ***texts);
