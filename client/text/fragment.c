/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fragment.h"

#include <string.h>

#define WORD_MIN 4
#define TEXT_MIN 12
#define TEXT_MAX 160

/* The letters as a string; false if they are too many. */
static bool copy(const Letter *letters, size_t count, char text[static TEXT_MAX]) {
        if (count >= TEXT_MAX)
                return false;
        for (size_t i = 0; i < count; i++)
                text[i] = letters[i].letter;
        text[count] = 0;
        return true;
}

static size_t count_words(const Letter *letters, size_t count) {
        size_t words = 1;

        for (size_t i = 1; i < count; i++)
                words += letter_is_apart(letters[i]);
        return words;
}

bool fragment_is_of_word(const Letter *letters, size_t count, const char *word) {
        char text[TEXT_MAX];

        return count >= WORD_MIN && copy(letters, count, text) && count_words(letters, count) == 1 &&
               strstr(word, text);
}

static bool is_large_part(const char *text, size_t length, const Pattern *pattern) {
        return strncmp(text, pattern->letters, length) == 0 || length >= (strlen(pattern->letters) + 1) / 2;
}

const Pattern *fragment_find(const Letter *letters, size_t count, const Pattern *patterns) {
        const Pattern *found = NULL;
        char text[TEXT_MAX];

        if (count < TEXT_MIN || !copy(letters, count, text) || count_words(letters, count) < 2)
                return NULL;
        for (const Pattern *pattern = patterns; pattern->kind != PATTERN_NONE; pattern++) {
                if (pattern->kind != PATTERN_MESSAGE || !strstr(pattern->letters, text))
                        continue;
                if (found && found->owner != pattern->owner)
                        return NULL;
                if (!found || is_large_part(text, count, pattern))
                        found = pattern;
        }
        return found && is_large_part(text, count, found) ? found : NULL;
}
