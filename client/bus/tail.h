/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of what a process prints, however much it prints before. */
#pragma once

#include <stddef.h>

typedef struct Tail {
        int fd; /* of the pipe; -1 for none */
        char *text;
        size_t size;
} Tail;

/* Makes a pipe that is read without waiting, and hands out the end to write to. A negative errno where that fails. */
int tail_open(Tail *tail, int *ret_input);

/* Takes what is there: 1, or 0 at the end, or a negative errno, which is -EAGAIN where there is nothing yet. */
int tail_read(Tail *tail);

/* The last line that is not empty, or "". It is the tail's. */
const char *tail_last_line(Tail *tail);

/* Closes the pipe and forgets the text. */
void tail_clear(Tail *tail);
