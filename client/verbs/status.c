/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * status: the screen. It keeps three facts apart: the silicon, the mode of this host, the modes of its guests.
 * If the answer has limits, it says in a sentence why, and in another what to do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "macros.h"
#include "moment.h"
#include "offer.h"
#include "ppc-compat1.h"
#include "reason.h"
#include "report.h"
#include "screen.h"
#include "stringlist.h"
#include "terminal.h"
#include "verbs.h"
#include "words.h"

static void print_processor(const Host *host) {
        char name[MODE_NAME_SIZE];

        screen_print_label("Processor");
        if (host->processor_pvr == 0)
                puts("unknown");
        else
                printf("%s (PVR 0x%08x)\n", words_for_mode(host->processor_model, name), host->processor_pvr);
}

static void print_host_mode(const Host *host) {
        char mode[MODE_NAME_SIZE], processor[MODE_NAME_SIZE];

        words_for_mode(host->host_mode, mode);
        words_for_mode(host->processor_model, processor);
        screen_print_label("Host mode");
        if (!host->host_mode[0] && host->host_logical_pvr != 0)
                printf("%s (cpu-version 0x%08x)\n", mode, host->host_logical_pvr);
        else if (host->host_mode[0] && host->processor_model[0] && strcmp(mode, processor) != 0)
                printf("%s (a %s processor running in %s compatibility mode)\n", mode, processor, mode);
        else
                puts(mode);
}

static void print_guest_modes(const Host *host, const Colours *colours) {
        if (offer_lacks_trial(host)) {
                screen_print_sentence("Guest modes", "unknown: " REASON_NO_TRIAL);
                return;
        }
        screen_print_label("Guest modes");
        if (string_list_is_empty(host->compat_modes)) {
                if (offer_is_power8_alone(host))
                        printf("%s%s%s (recommended)", colours->strong, host->recommended_mode, colours->end);
                else
                        fputs(offer_for_any_mode(host) == OFFER_UNKNOWN ? "unknown"
                              : host->reason[0]                         ? "none"
                                                                        : "none (" REASON_HOST_TOO_OLD ")",
                              stdout);
        }
        for (char **mode = host->compat_modes; mode && *mode; mode++) {
                const char *separator = mode == host->compat_modes ? "" : ", ";

                if (strcmp(*mode, host->recommended_mode) == 0)
                        printf("%s%s%s%s (recommended)", separator, colours->strong, *mode, colours->end);
                else
                        printf("%s%s", separator, *mode);
        }
        putchar('\n');
}

static void print_state(const Host *host, const Colours *colours) {
        const char *colour = strcmp(host->state, PPC_COMPAT1_STATE_READY) == 0      ? colours->good
                             : strcmp(host->state, PPC_COMPAT1_STATE_DEGRADED) == 0 ? colours->warning
                                                                                    : colours->bad;
        const ReasonText *text;

        screen_print_label("State");
        printf("%s%s%s", colour, host->state, colours->end);
        if (host->reason[0])
                printf(" (%s)", host->reason);
        putchar('\n');
        if (!host->reason[0])
                return;
        text = reason_find(host->reason, host->platform);
        screen_print_sentence("Why", text->meaning);
        screen_print_sentence("What to do", text->action);
}

static void print_last_change(const Host *host) {
        char moment[MOMENT_SIZE], ago[MOMENT_SIZE];

        screen_print_label("Last change");
        if (host->last_change == 0) {
                puts("never");
                return;
        }
        moment_format(host->last_change, moment, sizeof moment);
        moment_format_ago(host->last_change, moment_now(), ago, sizeof ago);
        printf("%s%s%s, %s\n", moment, ago[0] ? "; " : "", ago, words_for_trigger(host->last_trigger));
}

static void print_host(const Host *host) {
        Colours colours = terminal_colours();

        print_processor(host);
        print_host_mode(host);
        screen_print_label("Platform");
        /* The platform of a POWER processor without a device tree, as in a container, is not known. */
        puts(string_equal(host->platform, PPC_COMPAT1_PLATFORM_OTHER) &&
                             !string_equal(host->reason, PPC_COMPAT1_REASON_NOT_POWER)
                     ? "unknown (the device tree cannot be seen)"
                     : words_for_platform(host->platform));
        print_guest_modes(host, &colours);
        print_state(host, &colours);
        print_last_change(host);
}

int verb_status(const Options *options, const char *argument) {
        CLEANUP(host_clear) Host host = {0};

        if (options->json != JSON_OFF)
                return verb_describe(options, NULL);
        if (!report_or_fetch_host(&options->where, &host))
                return EXIT_FAILURE;
        print_host(&host);
        return EXIT_SUCCESS;
}
