/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "shellword.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "macros.h"

/* What mail programs, word processors and web pages make of plain characters. */
static const struct {
        const char *typographic;
        char plain;
} typographies[] = {
        {"\xe2\x80\x98", '\''}, {"\xe2\x80\x99", '\''}, {"\xe2\x80\x9c", '"'}, {"\xe2\x80\x9d", '"'},
        {"\xe2\x80\x90", '-'},  {"\xe2\x80\x91", '-'},  {"\xe2\x80\x92", '-'}, {"\xe2\x80\x93", '-'},
        {"\xe2\x80\x94", '-'},  {"\xe2\x88\x92", '-'},  {"\xc2\xa0", ' '},     {"\xe2\x80\xaf", ' '},
};

static size_t plain_length(const char *at, const char *end, char *ret_plain) {
        for (size_t i = 0; (unsigned char)*at >= 0x80 && i < ELEMENTS(typographies); i++) {
                size_t length = strlen(typographies[i].typographic);

                if ((size_t)(end - at) >= length && memcmp(at, typographies[i].typographic, length) == 0) {
                        *ret_plain = typographies[i].plain;
                        return length;
                }
        }
        *ret_plain = *at;
        return 1;
}

int shelltext_init(ShellText *text, const char *bytes, size_t size) {
        const char *end = bytes + size;
        bool line_starts = true;
        char *to;

        *text = (ShellText){.bytes = malloc(size + 1), .word = malloc(size + 1)};
        if (!text->bytes || !text->word) {
                shelltext_clear(text);
                return -ENOMEM;
        }
        to = text->bytes;
        for (const char *at = bytes; at < end;) {
                char plain;

                at += plain_length(at, end, &plain);
                /* A mail that answers has "> " at each line, one for each time it was answered. */
                if (plain == '\r' || (line_starts && plain == '>'))
                        continue;
                line_starts = plain == '\n' || (line_starts && plain == ' ');
                *to++ = plain;
        }
        text->at = text->bytes;
        text->end = to;
        return 0;
}

void shelltext_clear(ShellText *text) {
        free(text->bytes);
        free(text->word);
        *text = (ShellText){0};
}

static bool is_blank(char byte) {
        return byte == ' ' || byte == '\t' || byte == '\v' || byte == '\f';
}

bool shelltext_skip_to_word(ShellText *text) {
        while (text->at < text->end && (isspace((unsigned char)*text->at) || strchr("()[]'\"`;&|", *text->at)))
                text->at++;
        return text->at < text->end;
}

void shelltext_take_plain(ShellText *text, char *word, size_t size) {
        size_t length = 0;

        for (; text->at < text->end && !isspace((unsigned char)*text->at) && !strchr("()'\"`;&|", *text->at);
             text->at++)
                if (length + 1 < size)
                        word[length++] = *text->at;
        word[length] = '\0';
        if (text->at < text->end && strchr("'\"`", *text->at))
                text->at++;
}

/* A backslash, whatever white space, and a line break: the end of the last of them, NULL if it is something else. */
static const char *skip_continuation(const char *at, const char *end) {
        if (*at != '\\')
                return NULL;
        for (at++; at < end && is_blank(*at); at++)
                ;
        return at < end && *at == '\n' ? at + 1 : NULL;
}

static const char *skip_blanks(const char *at, const char *end) {
        while (at < end) {
                const char *next = is_blank(*at) ? at + 1 : skip_continuation(at, end);

                if (!next)
                        break;
                at = next;
        }
        return at;
}

/* A line break that a mail made: before an option, or before the value that the last one waits for. */
static const char *skip_to_command_word(const char *at, const char *end, bool wanted) {
        const char *next;

        at = skip_blanks(at, end);
        if (at == end || *at != '\n')
                return at;
        next = skip_blanks(at + 1, end);
        if (next == end || *next == '\n')
                return end;
        return wanted || (*next == '-' && next + 1 < end && !isspace((unsigned char)next[1])) ? next : end;
}

char shelltext_next_byte(const ShellText *text) {
        const char *at = skip_to_command_word(text->at, text->end, false);

        if (at == text->end)
                return '\0';
        return *at;
}

/* Is the line break at this place one that a mail put into a word? It then breaks after a comma, a dash or a "=". */
static const char *skip_break(const ShellText *text, const char *word, const char *last) {
        const char *next = skip_blanks(text->at + 1, text->end);

        if (last == word || !strchr(",=-", last[-1]) || next == text->end || !isalnum((unsigned char)*next))
                return NULL;
        return next;
}

/* Copies what a pair of quotes holds; false if the second one is missing. */
static bool take_quoted(ShellText *text, char **to) {
        char quote = *text->at++;

        for (; text->at < text->end && *text->at != quote; text->at++) {
                if (quote == '"' && *text->at == '\\' && text->at + 1 < text->end &&
                    strchr("\"\\$`\n", text->at[1])) {
                        text->at++;
                        if (*text->at == '\n')
                                continue;
                }
                *(*to)++ = *text->at;
        }
        return text->at < text->end && *text->at++ == quote;
}

/* A byte that is not quoted; false if the word ends. */
static bool take_byte(ShellText *text, char **to) {
        const char *next = skip_continuation(text->at, text->end);

        if (!next && *text->at == '\n')
                next = skip_break(text, text->word, *to);
        if (next) {
                text->at = next;
                return next < text->end;
        }
        if (isspace((unsigned char)*text->at) || strchr(";&|", *text->at))
                return false;
        if (*text->at == '\\' && ++text->at == text->end)
                return false;
        *(*to)++ = *text->at++;
        return true;
}

static bool ends_command(char byte) {
        return strchr(";&|)#", byte) != NULL;
}

WishError shelltext_take_word(ShellText *text, bool wanted, char **ret_word) {
        char *to = text->word;

        text->at = skip_to_command_word(text->at, text->end, wanted);
        if (text->at == text->end || ends_command(*text->at)) {
                text->at = text->end;
                *ret_word = NULL;
                return WISH_OK;
        }
        while (text->at < text->end) {
                if (*text->at == '\'' || *text->at == '"') {
                        if (!take_quoted(text, &to))
                                return WISH_OPEN_QUOTE;
                } else if (!take_byte(text, &to)) {
                        break;
                }
        }
        *to = '\0';
        *ret_word = text->word;
        return WISH_OK;
}
