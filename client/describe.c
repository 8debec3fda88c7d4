/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* describe: the daemon's own description of everything, in JSON. */
#include "describe.h"

#include <stdlib.h>
#include <unistd.h>

#include "connection.h"
#include "failure.h"
#include "json.h"
#include "macros.h"
#include "ppc-compat1.h"
#include "terminal.h"

static bool print_description(sd_bus_message *reply, JsonMode mode) {
        CLEANUP(json_putp) struct json_object *description = NULL;
        const char *text;

        if (sd_bus_message_read(reply, "s", &text) >= 0)
                description = json_parse_object(text);
        if (!description) {
                failure_complain_garbled();
                return false;
        }
        return json_print(description, mode);
}

int describe_as(const Options *options, JsonMode mode) {
        CLEANUP(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
        bool printed;

        if (!connection_open(options, &bus) ||
            !connection_call(options, bus, PPC_COMPAT1_INTERFACE, "Describe", &reply, NULL))
                return EXIT_FAILURE;
        terminal_start_pager(options);
        printed = print_description(reply, mode);
        terminal_end_pager();
        return printed ? EXIT_SUCCESS : EXIT_FAILURE;
}

int verb_describe(const Options *options, const char *argument) {
        if (options->json != JSON_OFF)
                return describe_as(options, options->json);
        return describe_as(options, isatty(STDOUT_FILENO) ? JSON_PRETTY : JSON_SHORT);
}
