/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was asked for on the command line, and the verbs that carry it out. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

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
        bool watch;
        unsigned timeout; /* seconds; 0 where none was given */
        const char *output;
        const char *host; /* one of these three at most; of several hosts the last */
        const char *machine;
        const char *address;
        const char **hosts; /* all of them */
        size_t host_count;
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
int verb_explain(const Options *options, const char *argument);
int verb_qemu_args(const Options *options, const char *argument);
int verb_libvirt_xml(const Options *options, const char *argument);
int verb_export(const Options *options, const char *argument);
int verb_baseline(const Options *options, const char *argument);
