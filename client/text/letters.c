/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "letters.h"

#include <string.h>

#define ESCAPE 0x1b

/* Where the letters go. */
typedef struct Output {
        LetterFold *fold;
        Letter *end;
} Output;

static bool is_letter(unsigned char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

static int digit_value(unsigned char byte) {
        if (byte >= '0' && byte <= '9')
                return byte - '0';
        byte |= 0x20;
        return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : 16;
}

/* A joiner outlasts the end of a line, where a terminal or a mail has broken a word behind it. */
static void put_separator(LetterFold *fold, char separator) {
        if (separator == 0)
                /* Half of a letter in UTF-16. */
                return;
        if (fold->joiner == 0 && strchr(LETTER_JOINERS, separator))
                fold->joiner = separator;
        else if (fold->joiner == ' ' && separator == '-')
                fold->joiner = '\t';
        else if ((separator != '\n' && separator != '\r') || fold->joiner == 0 || fold->joiner == '\t')
                fold->joiner = ' ';
}

static void put_plain(Output *output, unsigned char byte) {
        LetterFold *fold = output->fold;

        fold->code_bytes = 0;
        if (!is_letter(byte)) {
                put_separator(fold, (char)byte);
                return;
        }
        *output->end++ = (Letter){
                .letter = (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte),
                .joiner = fold->joiner,
        };
        fold->joiner = 0;
}

static void put_character(Output *output, uint32_t code) {
        if (code == ESCAPE)
                output->fold->state = LETTER_ESCAPE;
        else if (code < 0x80)
                put_plain(output, (unsigned char)code);
        else if ((code >= 0x2010 && code <= 0x2015) || code == 0x2212)
                put_separator(output->fold, '-');
        else if (code != 0xad && code != 0xfeff && (code < 0x200b || code > 0x200d))
                /* Those left out have no width. */
                put_separator(output->fold, ' ');
}

/* Any byte that is not part of an escape, or that an escape means. */
static void put_byte(Output *output, unsigned char byte) {
        LetterFold *fold = output->fold;

        if (byte < 0x80) {
                fold->code_bytes = 0;
                put_character(output, byte);
        } else if (byte >= 0xc0) {
                fold->code_bytes = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
                fold->code = byte & (0x3fU >> fold->code_bytes);
        } else if (fold->code_bytes > 0) {
                fold->code = fold->code << 6 | (byte & 0x3f);
                if (--fold->code_bytes == 0)
                        put_character(output, fold->code);
        } else
                put_separator(fold, ' ');
}

static void put_number(Output *output) {
        LetterFold *fold = output->fold;

        fold->state = LETTER_PLAIN;
        if (fold->is_code)
                put_character(output, fold->number);
        else
                put_byte(output, (unsigned char)fold->number);
}

/* What was held was no escape. */
static void release_held(Output *output) {
        LetterFold *fold = output->fold;

        fold->state = LETTER_PLAIN;
        put_separator(fold, ' ');
        for (size_t i = 0; i < fold->held_count; i++)
                put_plain(output, (unsigned char)fold->held[i]);
        fold->held_count = 0;
}

static void start_number(LetterFold *fold, unsigned base, unsigned digits, uint32_t number) {
        fold->state = LETTER_NUMBER;
        fold->base = base;
        fold->digits = digits;
        fold->number = number;
        fold->is_code = digits == 4;
}

static void start_holding(LetterFold *fold, LetterState state) {
        fold->state = state;
        fold->held_count = 0;
        fold->number = 0;
}

/* These take one byte and say whether it was theirs; if not, the state has changed and the byte is still to be taken.
 */

static bool take_after_backslash(Output *output, unsigned char byte) {
        LetterFold *fold = output->fold;

        if (byte == '\\')
                return true;
        fold->state = LETTER_PLAIN;
        if (byte == 'x')
                start_number(fold, 16, 2, 0);
        else if (byte == 'u')
                start_number(fold, 16, 4, 0);
        else if (byte >= '0' && byte <= '3')
                start_number(fold, 8, 2, (uint32_t)(byte - '0'));
        else if (byte == 'e')
                fold->state = LETTER_ESCAPE;
        else if (byte && strchr("abfnrtv", byte))
                put_separator(fold, byte == 'n' || byte == 'r' ? '\n' : ' ');
        else
                return false;
        return true;
}

static bool take_digit(Output *output, unsigned char byte) {
        LetterFold *fold = output->fold;
        unsigned value = (unsigned)digit_value(byte);

        if (value >= fold->base) {
                put_number(output);
                return false;
        }
        fold->number = fold->number * fold->base + value;
        if (--fold->digits == 0)
                put_number(output);
        return true;
}

/* rsyslog writes only control characters so. */
static bool take_after_hash(Output *output, unsigned char byte) {
        LetterFold *fold = output->fold;

        if (byte < '0' || byte > '7') {
                release_held(output);
                return false;
        }
        fold->held[fold->held_count++] = (char)byte;
        fold->number = fold->number * 8 + (uint32_t)(byte - '0');
        if (fold->held_count < 3)
                return true;
        if (fold->number < ' ' || fold->number == 0x7f) {
                fold->state = LETTER_PLAIN;
                put_character(output, fold->number);
        } else
                release_held(output);
        return true;
}

static bool take_in_entity(Output *output, unsigned char byte) {
        LetterFold *fold = output->fold;

        if (byte == ';' && fold->held_count > 0) {
                fold->state = LETTER_PLAIN;
                put_separator(fold, ' ');
                return true;
        }
        if ((!is_letter(byte) && byte != '#') || fold->held_count == LETTER_HELD_MAX) {
                release_held(output);
                return false;
        }
        fold->held[fold->held_count++] = (char)byte;
        return true;
}

static bool take_after_escape(LetterFold *fold, unsigned char byte) {
        if (byte == '[')
                fold->state = LETTER_CONTROL;
        else if (byte == ']')
                fold->state = LETTER_TITLE;
        else if (byte == '(' || byte == ')')
                fold->state = LETTER_CHARSET;
        else
                fold->state = LETTER_PLAIN;
        return true;
}

/* A sequence that a line's end has cut off ends there. */
static bool take_in_sequence(LetterFold *fold, unsigned char byte) {
        if (byte == '\n' || (fold->state == LETTER_CONTROL && byte >= '@' && byte <= '~') ||
            (fold->state == LETTER_TITLE && byte == '\a'))
                fold->state = LETTER_PLAIN;
        else if (fold->state == LETTER_TITLE && byte == ESCAPE)
                fold->state = LETTER_ESCAPE;
        return byte != '\n';
}

static bool take_plain(Output *output, unsigned char byte) {
        LetterFold *fold = output->fold;

        if (byte == '\\')
                fold->state = LETTER_BACKSLASH;
        else if (byte == '#')
                start_holding(fold, LETTER_HASH);
        else if (byte == '&')
                start_holding(fold, LETTER_ENTITY);
        else if (byte == '^')
                fold->state = LETTER_CARET;
        else
                put_byte(output, byte);
        return true;
}

static bool take(Output *output, unsigned char byte) {
        LetterFold *fold = output->fold;

        switch (fold->state) {
        case LETTER_PLAIN:
                return take_plain(output, byte);
        case LETTER_BACKSLASH:
                return take_after_backslash(output, byte);
        case LETTER_NUMBER:
                return take_digit(output, byte);
        case LETTER_HASH:
                return take_after_hash(output, byte);
        case LETTER_ENTITY:
                return take_in_entity(output, byte);
        case LETTER_CARET:
                fold->state = byte == '[' ? LETTER_ESCAPE : LETTER_PLAIN;
                put_separator(fold, ' ');
                return byte == '[';
        case LETTER_ESCAPE:
                return take_after_escape(fold, byte);
        case LETTER_CONTROL:
        case LETTER_TITLE:
                return take_in_sequence(fold, byte);
        case LETTER_CHARSET:
                fold->state = LETTER_PLAIN;
                return true;
        }
        return true;
}

size_t letters_fold(LetterFold *fold, const char *text, size_t size, Letter *letters) {
        Output output = {.fold = fold, .end = letters};

        for (size_t i = 0; i < size; i++) {
                unsigned char byte = (unsigned char)text[i];

                if (fold->state == LETTER_PLAIN && is_letter(byte))
                        put_plain(&output, byte);
                else
                        while (!take(&output, byte))
                                ;
        }
        return (size_t)(output.end - letters);
}
