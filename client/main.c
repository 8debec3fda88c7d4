/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ppc-compatctl: asks ppc-compatd over the bus, and shows what it says. This file reads the command line and picks
 * the verb; whoever adds a verb or an option does it in the tables below.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "macros.h"
#include "options.h"

typedef struct Verb {
        const char *name;
        int arguments_min, arguments_max;
        int (*run)(const Options *options, const char *argument);
        const char *synopsis;
        const char *help;
} Verb;

/* The first is the default. */
static const Verb verbs[] = {
        {"status", 0, 0, verb_status, "status", "Show this host and the modes that its guests can use"},
        {"modes", 0, 0, verb_modes, "modes", "List the guest modes, newest first"},
        {"check", 1, 1, verb_check, "check MODE", "Tell by the exit status whether guests can use a mode"},
        {"describe", 0, 0, verb_describe, "describe", "Show all that the daemon knows, in JSON"},
        {"refresh", 0, 1, verb_refresh, "refresh [TRIGGER]", "Have the daemon look at the host again"},
        {"history", 0, 0, verb_history, "history", "List the latest changes, newest first"},
        {"monitor", 0, 0, verb_monitor, "monitor", "Show changes as they come"},
};

enum {
        OPTION_ADDRESS = 256,
        OPTION_JSON,
        OPTION_NO_BLOCK,
        OPTION_NO_PAGER,
        OPTION_VERSION,
};

static const struct option long_options[] = {
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, OPTION_VERSION},
        {"host", required_argument, NULL, 'H'},
        {"machine", required_argument, NULL, 'M'},
        {"address", required_argument, NULL, OPTION_ADDRESS},
        {"json", required_argument, NULL, OPTION_JSON},
        {"no-pager", no_argument, NULL, OPTION_NO_PAGER},
        {"quiet", no_argument, NULL, 'q'},
        {"no-block", no_argument, NULL, OPTION_NO_BLOCK},
        {0},
};

static void print_help(void) {
        puts("ppc-compatctl [OPTION...] [COMMAND]\n\n"
             "Show the processor compatibility modes that KVM guests can use on this POWER host.\n\n"
             "Commands:");
        for (size_t i = 0; i < ELEMENTS(verbs); i++)
                printf("  %-24s %s%s\n", verbs[i].synopsis, verbs[i].help, i == 0 ? " (default)" : "");
        puts("\nOptions:\n"
             "  -h --help                Show this help\n"
             "     --version             Show the version\n"
             "  -H --host=[USER@]HOST    Ask a remote host, over ssh\n"
             "  -M --machine=CONTAINER   Ask a local container\n"
             "     --address=ADDRESS     Ask on the bus at this D-Bus address\n"
             "     --json=pretty|short|off\n"
             "                           Print JSON\n"
             "  -j                       The same as --json=pretty on a terminal, else --json=short\n"
             "     --no-pager            Do not send long output through a pager\n"
             "  -q --quiet               Print less: no legend, nothing from check and refresh\n"
             "     --no-block            Do not wait for the outcome of refresh\n\n"
             "The exit status is 0, 1 after a failure and 2 after wrong usage; that of check is 0 for yes,\n"
             "1 for no and 2 where nobody can tell.");
}

static int usage_error(const char *problem, const char *word) {
        complain("%s '%s'; see 'ppc-compatctl --help'", problem, word);
        return EXIT_USAGE;
}

static bool parse_json(const char *word, JsonMode *ret_mode) {
        static const char *const words[] = {[JSON_OFF] = "off", [JSON_SHORT] = "short", [JSON_PRETTY] = "pretty"};

        for (size_t i = 0; i < ELEMENTS(words); i++)
                if (strcmp(words[i], word) == 0) {
                        *ret_mode = (JsonMode)i;
                        return true;
                }
        return false;
}

/* The exit status where that option ends the program or is wrong, else -1. */
static int take_option(int option, char *const *argv, Options *options) {
        switch (option) {
        case 'h':
                print_help();
                return EXIT_SUCCESS;
        case OPTION_VERSION:
                puts("ppc-compatctl " PROJECT_VERSION);
                return EXIT_SUCCESS;
        case 'H':
                options->host = optarg;
                break;
        case 'M':
                options->machine = optarg;
                break;
        case OPTION_ADDRESS:
                options->address = optarg;
                break;
        case OPTION_JSON:
                if (!parse_json(optarg, &options->json))
                        return usage_error("--json takes pretty, short or off, not", optarg);
                break;
        case 'j':
                options->json = isatty(STDOUT_FILENO) ? JSON_PRETTY : JSON_SHORT;
                break;
        case OPTION_NO_PAGER:
                options->no_pager = true;
                break;
        case 'q':
                options->quiet = true;
                break;
        case OPTION_NO_BLOCK:
                options->no_block = true;
                break;
        case ':':
                return usage_error("a value is missing after", argv[optind - 1]);
        default: {
                const char letter[] = {'-', (char)optopt, 0};

                /* getopt() names a short option only, which may stand among others in one word. */
                return usage_error("there is no option", optopt != 0 && optopt < 256 ? letter : argv[optind - 1]);
        }
        }
        return -1;
}

static int parse_options(int argc, char **argv, Options *options) {
        int option, status;

        /* getopt() is to leave the complaining to take_option(). */
        opterr = 0;
        while ((option = getopt_long(argc, argv, ":hH:M:jq", long_options, NULL)) >= 0) {
                status = take_option(option, argv, options);
                if (status >= 0)
                        return status;
        }
        if ((options->host != NULL) + (options->machine != NULL) + (options->address != NULL) > 1) {
                complain("--host, --machine and --address exclude each other; see 'ppc-compatctl --help'");
                return EXIT_USAGE;
        }
        return -1;
}

static const Verb *find_verb(const char *name) {
        for (size_t i = 0; i < ELEMENTS(verbs); i++)
                if (strcmp(verbs[i].name, name) == 0)
                        return &verbs[i];
        return NULL;
}

static int run_verb(int count, char **words, const Options *options) {
        const Verb *verb = count == 0 ? &verbs[0] : find_verb(words[0]);
        int arguments = count == 0 ? 0 : count - 1;

        if (!verb)
                return usage_error("there is no command", words[0]);
        if (arguments > verb->arguments_max)
                return usage_error("there is one word too many:", words[1 + verb->arguments_max]);
        if (arguments < verb->arguments_min)
                return usage_error("something is missing: the command is", verb->synopsis);
        return verb->run(options, arguments > 0 ? words[1] : NULL);
}

int main(int argc, char **argv) {
        Options options = {0};
        int status;

        status = parse_options(argc, argv, &options);
        if (status < 0)
                status = run_verb(argc - optind, argv + optind, &options);
        /* A full disk is a failure, even where all else went well. */
        if (fflush(stdout) != 0 && status == EXIT_SUCCESS) {
                complain("the output could not be written");
                return EXIT_FAILURE;
        }
        return status;
}
