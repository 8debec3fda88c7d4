/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the C library lacks: element counts, cleanup attributes and owners. */
#ifndef MACROS_H
#define MACROS_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

#define CLEANUP(function) __attribute__((__cleanup__(function)))

/* The pointer, which is NULL from here on: somebody else owns what it points to. */
#define TAKE_PTR(pointer)                               \
        ({                                              \
                __typeof__(pointer) taken_ = (pointer); \
                (pointer) = NULL;                       \
                taken_;                                 \
        })

static inline void close_fdp(int *fd) {
        if (*fd >= 0)
                close(*fd);
}

static inline void freep(void *pointer) {
        free(*(void **)pointer);
}

static inline void fclosep(FILE **file) {
        if (*file)
                fclose(*file);
}

#endif
