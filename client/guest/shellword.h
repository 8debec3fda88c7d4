/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of a command in a shell's way of writing: quotes, backslashes, lines that go on. Nothing is expanded. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "wish.h"

typedef struct ShellText {
        char *bytes; /* a plain copy: typographic quotes, dashes and spaces, and a mail's "> ", are made plain */
        char *word;  /* as large as bytes */
        const char *at, *end;
} ShellText;

int shelltext_init(ShellText *text, const char *bytes, size_t size);
void shelltext_clear(ShellText *text);

/* Skips white space, line breaks and brackets; false at the end. */
bool shelltext_skip_to_word(ShellText *text);

/* A word without regard to quotes, up to white space; a longer one is cut. */
void shelltext_take_plain(ShellText *text, char *word, size_t size);

/* The first byte of the next word, 0 if there is none in this command. */
char shelltext_next_byte(const ShellText *text);

/*
 * The next word of the command, which is valid until the next call; NULL at the command's end. wanted: it is the
 * value of an option, so a line break before it does not end the command.
 */
WishError shelltext_take_word(ShellText *text, bool wanted, char **ret_word);
