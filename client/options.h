/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was asked for on the command line, and the verbs that carry it out. */
#pragma once

#include <stdbool.h>

typedef enum JsonMode {
        JSON_OFF,
        JSON_SHORT,
        JSON_PRETTY,
} JsonMode;

typedef struct Options {
        JsonMode json;
        bool no_pager;
        bool quiet;
        bool no_block;
        const char *host; /* one of these three at most */
        const char *machine;
        const char *address;
} Options;

/* Beside EXIT_SUCCESS and EXIT_FAILURE. */
#define EXIT_USAGE 2

/* The argument after the verb, or NULL, goes in; the exit status comes out. They complain themselves. */
int verb_status(const Options *options, const char *argument);
int verb_modes(const Options *options, const char *argument);
int verb_check(const Options *options, const char *argument);
int verb_describe(const Options *options, const char *argument);
int verb_refresh(const Options *options, const char *argument);
int verb_history(const Options *options, const char *argument);
int verb_monitor(const Options *options, const char *argument);
