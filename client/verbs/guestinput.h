/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a guest, from a file or from standard input, with a limit that no real guest reaches. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "wish.h"

typedef struct GuestText {
        char *bytes;
        size_t size;
} GuestText;

void guesttext_clear(GuestText *text);

/* "-", or something that a file can be read from. */
bool guestinput_is_file(const char *word);

/* Reports its own errors. What is longer than WISH_INPUT_MAX is cut behind it, for the readers to refuse. */
bool guestinput_read(const char *word, GuestText *ret_text);

/* XML if it begins with "<", else a command line. */
WishError guesttext_parse(const GuestText *text, Wish *ret_wish);
