/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line of ppc-compatd. */
#pragma once

#include <stdbool.h>

/* What to do, and with what. The strings are the command line's own. */
typedef struct Options {
        bool once;
        const char *replay;
        const char *capture;
        const char *device_tree;
        const char *kvm_device;
        bool no_trial;
        const char *address;
} Options;

/*
 * Reads the command line. True: go on with it. False: there is nothing more to do (--help, --version, or a mistake
 * that has been reported on standard error) but to exit with *ret_status.
 */
bool options_parse(int argc, char **argv, Options *ret_options, int *ret_status);
