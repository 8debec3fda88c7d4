/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was asked for on the command line. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "version.h"
#include "where.h"

typedef struct Options {
        JsonMode json;
        bool no_pager;
        bool quiet;
        bool no_block;
        bool watch;
        bool fix;
        unsigned timeout; /* seconds; 0 if none was given */
        bool journal;
        const char *since;
        const char *output;
        const char *to; /* hosts, with commas between them */
        bool machine_only;
        Version qemu, libvirt; /* the oldest that have to accept the output; 0 if none was given */
        Where where;           /* of several hosts the last */
        const char **hosts;    /* each that was named */
        size_t host_count;
        const char *verb; /* NULL if none was given */
        char **words;     /* after the verb; ends with NULL */
        size_t word_count;
} Options;

/* Beside EXIT_SUCCESS and EXIT_FAILURE. */
#define EXIT_USAGE 2

/* Of those whose 1 is an answer. */
#define EXIT_CANNOT_TELL 2
