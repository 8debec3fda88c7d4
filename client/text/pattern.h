/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is looked for among the letters of a paste: letters with gaps, "invalidcompatibilitymode{mode}". No I/O. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "letters.h"
#include "values.h"

typedef enum PatternKind {
        PATTERN_NONE,
        PATTERN_MESSAGE,
        PATTERN_CLUE,
        PATTERN_REASON,
        PATTERN_PROGRAM,  /* names the architecture of the program that printed it */
        PATTERN_STRANGER, /* registers of another architecture */
        PATTERN_NATIVE,   /* registers of ours */
} PatternKind;

typedef struct Pattern {
        PatternKind kind;
        unsigned owner;      /* which message, clue or reason */
        const char *letters; /* at least PATTERN_START before the first gap */
        const char *text;    /* as it is written, with the gaps */
} Pattern;

/* Letters by which a pattern is looked up. */
#define PATTERN_START 4

/* No gap is filled by more letters, and no pattern with its gaps is longer. */
#define PATTERN_GAP_MAX 48
#define PATTERN_REACH 512

typedef struct PatternIndex {
        const Pattern *patterns;
        uint16_t heads[4096]; /* the first of those with the same hash, + 1 */
        uint16_t next[512];
} PatternIndex;

/* The patterns end with PATTERN_NONE. */
void pattern_index_fill(PatternIndex *index, const Pattern patterns[]);

/*
 * The first of the patterns that match at the start of the letters, or after the one that is given. How many letters
 * it took, and what stood in its gaps, comes out.
 */
const Pattern *pattern_find(const PatternIndex *index, const Pattern *after, const Letter *letters, size_t count,
                            size_t *ret_length, Values *ret_gaps);

/* Whether one pattern matches at the start of the letters. */
bool pattern_matches(const char *pattern, const Letter *letters, size_t count, size_t *ret_length, Values *gaps);

/* Whether the letters at the start are just that word, "no-kvm", with its joiners, and no part of a longer one. */
bool pattern_is_word(const char *word, const Letter *letters, size_t count);
