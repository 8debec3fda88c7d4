/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Labels in a column of their own, as on the screen of status, and the text beside them. */
#pragma once

#include <stddef.h>

/* Prints the label alone; the rest of the line is the caller's. */
void screen_print_label(const char *label);

/* A whole line; on a terminal it breaks at spaces to stay within, and its lines hang under the first. */
void screen_print_sentence(const char *label, const char *sentence);

/* The same behind what is on the line already, up to the column of indent. */
void screen_print_hanging(size_t indent, const char *sentence);
