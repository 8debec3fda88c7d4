/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A pasted text as bare letters, so that one message is one sequence of letters however it came: wrapped by a
 * terminal, quoted in a mail, escaped in JSON or in a journal, coloured, with typographic quotes and dashes. No I/O.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One of a-z and 0-9, and what stood before it. */
typedef struct Letter {
        char letter;
        char joiner; /* 0 for nothing, one of LETTER_JOINERS between two letters, else one of LETTER_SPACES */
} Letter;

/* A space means any sign that ends a word, a tab any that is followed by a dash: an option follows. */
#define LETTER_SPACES " \t"

/* They hold a word together, and are skipped where a message is looked for. */
#define LETTER_JOINERS "-_.:/"

#define LETTER_HELD_MAX 7

typedef enum LetterState {
        LETTER_PLAIN,
        LETTER_BACKSLASH,
        LETTER_NUMBER,  /* the digits of \x, \u or an octal escape */
        LETTER_HASH,    /* perhaps rsyslog's #012 */
        LETTER_ENTITY,  /* perhaps &quot; */
        LETTER_CARET,   /* perhaps ^[ for the escape character */
        LETTER_ESCAPE,  /* after the escape character */
        LETTER_CONTROL, /* in a sequence such as that of a colour */
        LETTER_TITLE,   /* in one that names a window */
        LETTER_CHARSET,
} LetterState;

/* What is kept between two pieces of one text. Starts as zeroes. */
typedef struct LetterFold {
        LetterState state;
        char joiner;         /* for the next letter */
        unsigned base;       /* of LETTER_NUMBER */
        unsigned digits;     /* that may still come */
        uint32_t number;     /* of LETTER_NUMBER and of LETTER_HASH */
        uint32_t code;       /* of a character of UTF-8 */
        unsigned code_bytes; /* that it still lacks */
        char held[LETTER_HELD_MAX];
        size_t held_count;
        bool is_code; /* the number is a character's, not a byte's */
} LetterFold;

/* Whether the letter begins a word. */
static inline bool letter_is_apart(Letter letter) {
        return letter.joiner == LETTER_SPACES[0] || letter.joiner == LETTER_SPACES[1];
}

/*
 * Folds the next piece of a text into letters, and returns how many. There has to be room for size + LETTER_HELD_MAX
 * letters.
 */
size_t letters_fold(LetterFold *fold, const char *text, size_t size, Letter *letters);
