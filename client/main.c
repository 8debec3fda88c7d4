/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ppc-compatctl: asks ppc-compatd over the bus, and shows what it says. This file picks the verb; a new verb is a row
 * in the table below.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commandline.h"
#include "complain.h"
#include "macros.h"
#include "verbs.h"

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
        {"check", 1, 1, verb_check, "check MODE", "Exit 0 if guests can use MODE, 1 if not, 2 if unknown"},
        {"qemu-args", 0, 1, verb_qemu_args, "qemu-args [MODE]",
         "Print what starts a QEMU guest in a mode that works"},
        {"libvirt-xml", 0, 1, verb_libvirt_xml, "libvirt-xml [MODE]", "Print the same as libvirt XML"},
        {"virt-install-args", 0, 1, verb_virt_install_args, "virt-install-args [MODE]",
         "Print the same for virt-install"},
        {"explain", 0, INT_MAX, verb_explain, "explain [TEXT...]",
         "Explain a reason, or what QEMU, libvirt or the kernel said"},
        {"describe", 0, 0, verb_describe, "describe", "Show all that the daemon knows, in JSON"},
        {"refresh", 0, 1, verb_refresh, "refresh [TRIGGER]", "Have the daemon ask KVM again"},
        {"history", 0, 0, verb_history, "history", "List the latest changes, newest first"},
        {"monitor", 0, 0, verb_monitor, "monitor", "Show changes as they come"},
        {"export", 1, 1, verb_export, "export FORMAT", "Print modes for prometheus, nfd, ansible or nova"},
        {"guest", 0, INT_MAX, verb_guest, "guest [GUEST...]", "Say whether guests start here, and what to change"},
        {"baseline", 0, 0, verb_baseline, "baseline", "Show the modes that several hosts have in common"},
};

static void print_help(void) {
        puts("ppc-compatctl [OPTION...] [COMMAND]\n\n"
             "Show the processor compatibility modes that KVM guests can use on this POWER host.\n\n"
             "Commands:");
        for (size_t i = 0; i < ELEMENTS(verbs); i++)
                printf("  %-26s %s%s\n", verbs[i].synopsis, verbs[i].help, i == 0 ? " (default)" : "");
        puts("\nOptions:\n"
             "  -h --help                Show this help\n"
             "     --version             Show the version\n"
             "  -H --host=[USER@]HOST[:PORT][/CONTAINER]\n"
             "                           Ask a remote host, over ssh; with baseline once for each host\n"
             "  -M --machine=CONTAINER   Ask a local container\n"
             "     --address=ADDRESS     Ask on the bus at this D-Bus address\n"
             "     --json=pretty|short|off\n"
             "                           Print JSON\n"
             "  -j                       The same as --json=pretty on a terminal, else --json=short\n"
             "     --no-pager            Do not send long output through a pager\n"
             "     --journal             Have explain search the journal since the boot\n"
             "     --since=TIME          Start there in the journal, and not at the boot\n"
             "  -q --quiet               Print less: no legend, no warning, nothing from check and refresh\n"
             "     --to=HOST[,HOST...]   Have guest also check a start and a move there, over ssh\n"
             "     --fix                 Have guest print the XML of one domain, with the change made\n"
             "     --machine-only        Have qemu-args print the value of -machine alone\n"
             "     --qemu=VERSION        Print only what this version of QEMU takes\n"
             "     --libvirt=VERSION     Print only what this version of libvirt takes (8.4)\n"
             "     --no-block            Do not wait for the outcome of refresh\n"
             "     --output=FILE         Write export's output to FILE, atomically\n"
             "     --watch               Write it again at each change, until a signal ends it\n"
             "     --timeout=SECONDS     Have baseline and --to wait no longer than that for a host (10)\n\n"
             "The exit status is 0, 1 after a failure and 2 after wrong usage. That of check is 0 for yes,\n"
             "1 for no and 2 for unknown. That of baseline is 1 unless all hosts answered. That of guest is\n"
             "0 if all guests start, 1 if one does not or is not safe, and 2 if that is not known.");
}

static int usage_error(const char *problem, const char *word) {
        command_line_complain(problem, word);
        return EXIT_USAGE;
}

static const Verb *find_verb(const char *name) {
        for (size_t i = 0; i < ELEMENTS(verbs); i++)
                if (strcmp(verbs[i].name, name) == 0)
                        return &verbs[i];
        return NULL;
}

/* An option that a verb ignored in silence would look as if it had been obeyed. */
static bool has_foreign_option(const Options *options, const Verb *verb) {
        const struct {
                bool given;
                const char *option;
                const char *verb;
        } owned[] = {
                {options->no_block, "--no-block", "refresh"},
                {options->output, "--output", "export"},
                {options->watch, "--watch", "export"},
                {options->timeout > 0 && !options->to, "--timeout", "baseline"},
                {options->journal, "--journal", "explain"},
                {options->since, "--since", "explain"},
                {options->to, "--to", "guest"},
                {options->fix, "--fix", "guest"},
        };

        for (size_t i = 0; i < ELEMENTS(owned); i++)
                if (owned[i].given && strcmp(owned[i].verb, verb->name) != 0) {
                        complain("%s is for %s, not for %s; see 'ppc-compatctl --help'", owned[i].option,
                                 owned[i].verb, verb->name);
                        return true;
                }
        return false;
}

/* Output that did not arrive, as on a full disk, is a failure even where all else went well. */
static int finish(int status, int failure) {
        if (fflush(stdout) == 0 && !ferror(stdout))
                return status;
        complain("the output could not be written");
        return failure;
}

static int run_verb(const Options *options) {
        const Verb *verb = options->verb ? find_verb(options->verb) : &verbs[0];
        int arguments = (int)options->word_count;

        if (!verb)
                return usage_error("unknown command", options->verb);
        if (arguments > verb->arguments_max)
                return usage_error("unexpected argument", options->words[verb->arguments_max]);
        if (arguments < verb->arguments_min)
                return usage_error("an argument is missing; the usage is", verb->synopsis);
        if (options->host_count > 1 && verb->run != verb_baseline)
                return usage_error("only baseline takes several hosts, not", verb->name);
        if (has_foreign_option(options, verb))
                return EXIT_USAGE;
        return finish(verb->run(options, options->words[0]),
                      verb->run == verb_check || verb->run == verb_guest ? EXIT_CANNOT_TELL : EXIT_FAILURE);
}

static int run(int argc, char **argv, Options *options) {
        switch (command_line_parse(argc, argv, options)) {
        case COMMAND_LINE_RUN:
                return run_verb(options);
        case COMMAND_LINE_HELP:
                print_help();
                return finish(EXIT_SUCCESS, EXIT_FAILURE);
        case COMMAND_LINE_VERSION:
                puts("ppc-compatctl " PROJECT_VERSION);
                return finish(EXIT_SUCCESS, EXIT_FAILURE);
        case COMMAND_LINE_WRONG:
                break;
        }
        return EXIT_USAGE;
}

int main(int argc, char **argv) {
        CLEANUP(command_line_clear) Options options = {0};

        return run(argc, argv, &options);
}
