/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pattern.h"

#include <string.h>

#include "macros.h"

static size_t hash(uint32_t start) {
        return (start * UINT32_C(0x9e3779b1)) >> 20;
}

static uint32_t start_of_text(const char *text) {
        return (uint32_t)(uint8_t)text[0] << 24 | (uint32_t)(uint8_t)text[1] << 16 | (uint32_t)(uint8_t)text[2] << 8 |
               (uint8_t)text[3];
}

static uint32_t start_of_letters(const Letter *letters) {
        const char start[] = {letters[0].letter, letters[1].letter, letters[2].letter, letters[3].letter};

        return start_of_text(start);
}

/* Filled from behind, so that of several patterns the first comes first. */
void pattern_index_fill(PatternIndex *index, const Pattern patterns[]) {
        size_t count = 0;

        memset(index, 0, sizeof *index);
        index->patterns = patterns;
        while (count < ELEMENTS(index->next) && patterns[count].kind != PATTERN_NONE)
                count++;
        while (count-- > 0) {
                size_t bucket = hash(start_of_text(patterns[count].letters));

                index->next[count] = index->heads[bucket];
                index->heads[bucket] = (uint16_t)(count + 1);
        }
}

/* Letters and joiners as they were, without the spaces of a line that was broken. */
static void set_gap(Values *gaps, const char *name, size_t name_length, const Letter *letters, size_t count) {
        char key[VALUE_NAME_SIZE] = "", text[2 * PATTERN_GAP_MAX + 1];
        size_t length = 0;

        if (!gaps || name_length >= sizeof key)
                return;
        memcpy(key, name, name_length);
        for (size_t i = 0; i < count; i++) {
                if (i > 0 && letters[i].joiner != 0 && !letter_is_apart(letters[i]))
                        text[length++] = letters[i].joiner;
                text[length++] = letters[i].letter;
        }
        text[length] = 0;
        values_set(gaps, key, text);
}

/* The gap at a pattern's end goes on to the end of the word. */
static size_t word_length(const Letter *letters, size_t count) {
        size_t length = 0;

        while (length < count && length < PATTERN_GAP_MAX && (length == 0 || !letter_is_apart(letters[length])))
                length++;
        return length;
}

static bool starts_with(const char *literal, const Letter *letters, size_t count) {
        size_t i = 0;

        while (i < count && literal[i] && literal[i] != '{' && letters[i].letter == literal[i])
                i++;
        return !literal[i] || literal[i] == '{';
}

/* A gap in the middle goes on to what follows it. 0 if that does not come. */
static size_t gap_length(const char *after, const Letter *letters, size_t count) {
        for (size_t length = 1; length <= PATTERN_GAP_MAX && length < count; length++)
                if (starts_with(after, letters + length, count - length))
                        return length;
        return 0;
}

bool pattern_matches(const char *pattern, const Letter *letters, size_t count, size_t *ret_length, Values *gaps) {
        size_t i = 0;

        while (*pattern) {
                const char *name = pattern + 1, *after;
                size_t length;

                if (*pattern != '{') {
                        if (i == count || letters[i].letter != *pattern)
                                return false;
                        i++;
                        pattern++;
                        continue;
                }
                after = name + strcspn(name, "}") + 1;
                length = *after ? gap_length(after, letters + i, count - i) : word_length(letters + i, count - i);
                if (length == 0)
                        return false;
                set_gap(gaps, name, (size_t)(after - name) - 1, letters + i, length);
                i += length;
                pattern = after;
        }
        *ret_length = i;
        return true;
}

const Pattern *pattern_find(const PatternIndex *index, const Pattern *after, const Letter *letters, size_t count,
                            size_t *ret_length, Values *ret_gaps) {
        size_t at;

        if (count < PATTERN_START)
                return NULL;
        at = after ? index->next[after - index->patterns] : index->heads[hash(start_of_letters(letters))];
        for (; at > 0; at = index->next[at - 1]) {
                ret_gaps->count = 0;
                if (pattern_matches(index->patterns[at - 1].letters, letters, count, ret_length, ret_gaps))
                        return &index->patterns[at - 1];
        }
        return NULL;
}

static bool is_edge(char joiner) {
        return joiner == ' ' || joiner == ':' || joiner == '/';
}

bool pattern_is_word(const char *word, const Letter *letters, size_t count) {
        size_t i = 0;

        if (count == 0 || !is_edge(letters[0].joiner))
                return false;
        for (; *word; word++, i++) {
                char joiner = 0;

                if (strchr(LETTER_JOINERS, *word))
                        joiner = *word++;
                if (i == count || letters[i].letter != *word || (i > 0 && letters[i].joiner != joiner))
                        return false;
        }
        return i == count || is_edge(letters[i].joiner) || letter_is_apart(letters[i]) || letters[i].joiner == '.';
}
