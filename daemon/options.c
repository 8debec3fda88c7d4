/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

#define EXIT_USAGE 2

enum {
        OPTION_ONCE = 'o',
        OPTION_REPLAY = 'r',
        OPTION_CAPTURE = 'c',
        OPTION_DEVICE_TREE = 'd',
        OPTION_KVM_DEVICE = 'k',
        OPTION_NO_TRIAL = 't',
        OPTION_ADDRESS = 'a',
        OPTION_HELP = 'h',
        OPTION_VERSION = 'v',
};

static const struct option long_options[] = {
        {"once", no_argument, NULL, OPTION_ONCE},
        {"replay", required_argument, NULL, OPTION_REPLAY},
        {"capture", required_argument, NULL, OPTION_CAPTURE},
        {"device-tree", required_argument, NULL, OPTION_DEVICE_TREE},
        {"kvm-device", required_argument, NULL, OPTION_KVM_DEVICE},
        {"no-trial", no_argument, NULL, OPTION_NO_TRIAL},
        {"address", required_argument, NULL, OPTION_ADDRESS},
        {"help", no_argument, NULL, OPTION_HELP},
        {"version", no_argument, NULL, OPTION_VERSION},
        {0},
};

static void print_help(void) {
        printf("ppc-compatd [OPTION...]\n\n"
               "Publishes the processor compatibility modes that nested KVM guests can use\n"
               "on this POWER host as org.ppc.Compat1 on the system bus.\n\n"
               "  --once             Print the answer as JSON and exit, without a bus\n"
               "  --replay FILE      Read a capture instead of this host; again at SIGHUP\n"
               "  --capture FILE     Save this host as a capture and exit\n"
               "  --device-tree DIR  Read the live device tree there\n"
               "  --kvm-device PATH  Ask this device instead of /dev/kvm\n"
               "  --no-trial         Start no trial guests\n"
               "  --address ADDRESS  Serve on the bus at this D-Bus address\n"
               "  -h, --help         Show this help and exit\n"
               "  --version          Show the version and exit\n");
}

/* Whether all of the output has arrived is the status. */
static bool finish_output(int *ret_status) {
        *ret_status = EXIT_SUCCESS;
        if (fflush(stdout) != 0 || ferror(stdout)) {
                fprintf(stderr, "ppc-compatd: cannot write: %s\n", strerror(errno));
                *ret_status = EXIT_FAILURE;
        }
        return false;
}

/* For a word that getopt rejects without saying why. */
static bool refuse_word(const char *problem, const char *word, int *ret_status) {
        fprintf(stderr, "ppc-compatd: '%s' %s; see 'ppc-compatd --help'\n", word, problem);
        *ret_status = EXIT_USAGE;
        return false;
}

static bool refuse(const char *message, int *ret_status) {
        fprintf(stderr, "ppc-compatd: %s; see 'ppc-compatd --help'\n", message);
        *ret_status = EXIT_USAGE;
        return false;
}

static bool check(const Options *options, int *ret_status) {
        if (options->replay && (options->device_tree || options->kvm_device || options->no_trial))
                return refuse("--replay replaces the host, so --device-tree, --kvm-device and --no-trial have no "
                              "use with it",
                              ret_status);
        if (options->capture && (options->replay || options->once))
                return refuse("--capture saves the live host and exits; leave out --replay and --once", ret_status);
        if (options->address && (options->capture || options->once))
                return refuse("--address is for serving; leave out --capture and --once", ret_status);
        return true;
}

bool options_parse(int argc, char **argv, Options *ret_options, int *ret_status) {
        Options options = {0};
        int c;

        /* With + the word that getopt stumbles over is the last one that it has taken. */
        while ((c = getopt_long(argc, argv, "+:h", long_options, NULL)) >= 0)
                switch (c) {
                case OPTION_ONCE:
                        options.once = true;
                        break;
                case OPTION_REPLAY:
                        options.replay = optarg;
                        break;
                case OPTION_CAPTURE:
                        options.capture = optarg;
                        break;
                case OPTION_DEVICE_TREE:
                        options.device_tree = optarg;
                        break;
                case OPTION_KVM_DEVICE:
                        options.kvm_device = optarg;
                        break;
                case OPTION_NO_TRIAL:
                        options.no_trial = true;
                        break;
                case OPTION_ADDRESS:
                        options.address = optarg;
                        break;
                case OPTION_HELP:
                        print_help();
                        return finish_output(ret_status);
                case OPTION_VERSION:
                        printf("ppc-compatd %s\n", PROJECT_VERSION);
                        return finish_output(ret_status);
                case ':':
                        return refuse_word("needs a value", argv[optind - 1], ret_status);
                default:
                        return refuse_word("is no option, or takes no value", argv[optind - 1], ret_status);
                }
        if (optind < argc)
                return refuse("it takes options only", ret_status);
        if (!check(&options, ret_status))
                return false;
        *ret_options = options;
        return true;
}
