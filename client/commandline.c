/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commandline.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "macros.h"
#include "sshtarget.h"

#define TIMEOUT_MAX 3600

enum {
        OPTION_ADDRESS = 256,
        OPTION_FIX,
        OPTION_JOURNAL,
        OPTION_JSON,
        OPTION_LIBVIRT,
        OPTION_MACHINE_ONLY,
        OPTION_NO_BLOCK,
        OPTION_NO_PAGER,
        OPTION_OUTPUT,
        OPTION_QEMU,
        OPTION_SINCE,
        OPTION_TIMEOUT,
        OPTION_TO,
        OPTION_VERSION,
        OPTION_WATCH,
};

static const struct option long_options[] = {
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, OPTION_VERSION},
        {"host", required_argument, NULL, 'H'},
        {"machine", required_argument, NULL, 'M'},
        {"address", required_argument, NULL, OPTION_ADDRESS},
        {"journal", no_argument, NULL, OPTION_JOURNAL},
        {"json", required_argument, NULL, OPTION_JSON},
        {"no-pager", no_argument, NULL, OPTION_NO_PAGER},
        {"since", required_argument, NULL, OPTION_SINCE},
        {"quiet", no_argument, NULL, 'q'},
        {"no-block", no_argument, NULL, OPTION_NO_BLOCK},
        {"output", required_argument, NULL, OPTION_OUTPUT},
        {"machine-only", no_argument, NULL, OPTION_MACHINE_ONLY},
        {"qemu", required_argument, NULL, OPTION_QEMU},
        {"libvirt", required_argument, NULL, OPTION_LIBVIRT},
        {"watch", no_argument, NULL, OPTION_WATCH},
        {"to", required_argument, NULL, OPTION_TO},
        {"fix", no_argument, NULL, OPTION_FIX},
        {"timeout", required_argument, NULL, OPTION_TIMEOUT},
        {0},
};

/* Those that only set a field. */
static const struct {
        int option;
        size_t offset;
} flags[] =
        {
                {OPTION_FIX, offsetof(Options, fix)},
                {OPTION_JOURNAL, offsetof(Options, journal)},
                {OPTION_NO_BLOCK, offsetof(Options, no_block)},
                {OPTION_NO_PAGER, offsetof(Options, no_pager)},
                {OPTION_WATCH, offsetof(Options, watch)},
                {'q', offsetof(Options, quiet)},
                {OPTION_MACHINE_ONLY, offsetof(Options, machine_only)},
},
  texts[] = {
          {OPTION_ADDRESS, offsetof(Options, where.address)},
          {OPTION_SINCE, offsetof(Options, since)},
          {OPTION_OUTPUT, offsetof(Options, output)},
          {OPTION_TO, offsetof(Options, to)},
          {'M', offsetof(Options, where.machine)},
};

void command_line_complain(const char *problem, const char *word) {
        complain("%s '%s'; see 'ppc-compatctl --help'", problem, word);
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

static bool parse_timeout(const char *word, unsigned *ret_seconds) {
        char *end;
        unsigned long seconds = strtoul(word, &end, 10);

        if (word[0] < '0' || word[0] > '9' || *end || seconds == 0 || seconds > TIMEOUT_MAX)
                return false;
        *ret_seconds = (unsigned)seconds;
        return true;
}

static bool take_field(int option, Options *options) {
        for (size_t i = 0; i < ELEMENTS(flags); i++)
                if (flags[i].option == option) {
                        *(bool *)((char *)options + flags[i].offset) = true;
                        return true;
                }
        for (size_t i = 0; i < ELEMENTS(texts); i++)
                if (texts[i].option == option) {
                        *(const char **)((char *)options + texts[i].offset) = optarg;
                        return true;
                }
        return false;
}

static bool take_host(Options *options) {
        CLEANUP(ssh_target_clear) SshTarget target = {0};

        options->where.host = options->hosts[options->host_count++] = optarg;
        return ssh_target_read(optarg, &target) >= 0;
}

/* getopt() reports a known long option with a value it does not take in the same way; an unknown letter is not one.
 */
static bool is_known(int option) {
        for (const struct option *known = long_options; known->name; known++)
                if (known->val == option)
                        return true;
        return false;
}

/* Whether it is the beginning of more than one. */
static bool is_ambiguous(const char *word) {
        size_t length = strcspn(word, "=");
        unsigned count = 0;

        if (length <= strlen("--"))
                return false;
        for (const struct option *known = long_options; known->name; known++)
                count += strncmp(known->name, word + strlen("--"), length - strlen("--")) == 0;
        return count > 1;
}

static void complain_of_option(int option, char *const *argv) {
        const char letter[] = {'-', (char)optopt, 0};

        if (option == ':')
                command_line_complain("a value is needed after", argv[optind - 1]);
        else if (is_known(optopt))
                command_line_complain("this option takes no value:", argv[optind - 1]);
        else if (optopt != 0)
                /* It may be one among others in a word. */
                command_line_complain("unknown option", letter);
        else if (is_ambiguous(argv[optind - 1]))
                command_line_complain("more than one option starts with", argv[optind - 1]);
        else
                command_line_complain("unknown option", argv[optind - 1]);
}

static CommandLineOutcome take_version(const char *problem, Version *ret_version) {
        const char *rest;

        *ret_version = version_from_text(optarg, &rest);
        if (*ret_version > 0 && !*rest)
                return COMMAND_LINE_RUN;
        command_line_complain(problem, optarg);
        return COMMAND_LINE_WRONG;
}

static CommandLineOutcome take_option(int option, char *const *argv, Options *options) {
        if (take_field(option, options))
                return COMMAND_LINE_RUN;
        switch (option) {
        case 'h':
                return COMMAND_LINE_HELP;
        case OPTION_VERSION:
                return COMMAND_LINE_VERSION;
        case 'H':
                if (take_host(options))
                        return COMMAND_LINE_RUN;
                command_line_complain("a host is [USER@]HOST[:PORT][/CONTAINER], not", optarg);
                return COMMAND_LINE_WRONG;
        case 'j':
                options->json = isatty(STDOUT_FILENO) ? JSON_PRETTY : JSON_SHORT;
                return COMMAND_LINE_RUN;
        case OPTION_JSON:
                if (parse_json(optarg, &options->json))
                        return COMMAND_LINE_RUN;
                command_line_complain("--json takes pretty, short or off, not", optarg);
                return COMMAND_LINE_WRONG;
        case OPTION_LIBVIRT:
                return take_version("--libvirt takes a version such as 11.4, not", &options->libvirt);
        case OPTION_QEMU:
                return take_version("--qemu takes a version such as 10.0, not", &options->qemu);
        case OPTION_TIMEOUT:
                if (parse_timeout(optarg, &options->timeout))
                        return COMMAND_LINE_RUN;
                command_line_complain("--timeout takes a number of seconds from 1 to 3600, not", optarg);
                return COMMAND_LINE_WRONG;
        default:
                complain_of_option(option, argv);
                return COMMAND_LINE_WRONG;
        }
}

static void take_word(char *word, Options *options) {
        if (!options->verb)
                options->verb = word;
        else
                options->words[options->word_count++] = word;
}

/*
 * Options may come between the words, except with explain, whose text may have words that look like options: it goes
 * on to the end.
 */
static int next_option(int argc, char **argv, Options *options) {
        int option;

        while ((option = getopt_long(argc, argv, "+:hH:M:jq", long_options, NULL)) < 0 && optind < argc) {
                bool is_text = strcmp(argv[optind - 1], "--") == 0 ||
                               (options->verb && strcmp(options->verb, "explain") == 0);

                do
                        take_word(argv[optind++], options);
                while (is_text && optind < argc);
                if (is_text)
                        break;
        }
        return option;
}

CommandLineOutcome command_line_parse(int argc, char **argv, Options *options) {
        CommandLineOutcome outcome = COMMAND_LINE_RUN;
        int option;

        options->hosts = calloc((size_t)argc, sizeof options->hosts[0]);
        options->words = calloc((size_t)argc + 1, sizeof options->words[0]);
        if (!options->hosts || !options->words) {
                complain_of_memory();
                return COMMAND_LINE_WRONG;
        }
        /* complain_of_option() reports errors, not getopt(). */
        opterr = 0;
        while (outcome == COMMAND_LINE_RUN && (option = next_option(argc, argv, options)) >= 0)
                outcome = take_option(option, argv, options);
        if (outcome == COMMAND_LINE_RUN &&
            (options->where.host != NULL) + (options->where.machine != NULL) + (options->where.address != NULL) > 1) {
                complain("--host, --machine and --address exclude each other; see 'ppc-compatctl --help'");
                return COMMAND_LINE_WRONG;
        }
        return outcome;
}

void command_line_clear(Options *options) {
        free(options->hosts);
        free(options->words);
        options->hosts = NULL;
        options->words = NULL;
}
