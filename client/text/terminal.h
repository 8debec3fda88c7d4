/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What standard output is: a terminal of some width, in colour or not, with a pager where much is printed; or a pipe.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Columns of the terminal, behind a pager too; 0 if there is none and lines are never broken. */
size_t terminal_width(void);

/* Escape sequences, or empty strings where no colour is wanted. */
typedef struct Colours {
        const char *good;
        const char *warning;
        const char *bad;
        const char *strong;
        const char *end;
} Colours;

Colours terminal_colours(void);

/* Keeps what is printed from here on for a pager, if one is wanted and there is a terminal. */
void terminal_start_pager(bool wanted);

/* Shows it in the pager, and waits for its end; without a pager that can be started, as it is. */
void terminal_end_pager(void);
