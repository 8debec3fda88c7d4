/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options on the command line. */
#pragma once

#include "options.h"

typedef enum CommandLineOutcome {
        COMMAND_LINE_RUN,
        COMMAND_LINE_HELP,
        COMMAND_LINE_VERSION,
        COMMAND_LINE_WRONG, /* and the error was printed */
} CommandLineOutcome;

/* Takes the options and the words between them. Strings are those of argv. To be cleared in each case. */
CommandLineOutcome command_line_parse(int argc, char **argv, Options *options);

void command_line_clear(Options *options);

/* Complains of that word, and points to --help. */
void command_line_complain(const char *problem, const char *word);
