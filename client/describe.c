/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* describe: the daemon's own description of everything, in JSON. */
#include <stdlib.h>
#include <unistd.h>

#include "connection.h"
#include "failure.h"
#include "json.h"
#include "macros.h"
#include "ppc-compat1.h"
#include "terminal.h"
#include "verbs.h"

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

int verb_describe(const Options *options, const char *argument) {
        CLEANUP(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
        JsonMode short_or_pretty = isatty(STDOUT_FILENO) ? JSON_PRETTY : JSON_SHORT;
        bool printed;

        if (!connection_open(&options->where, &bus) ||
            !connection_call(&options->where, bus, PPC_COMPAT1_INTERFACE, "Describe", &reply, NULL))
                return EXIT_FAILURE;
        terminal_start_pager(!options->no_pager);
        printed = print_description(reply, options->json != JSON_OFF ? options->json : short_or_pretty);
        terminal_end_pager();
        return printed ? EXIT_SUCCESS : EXIT_FAILURE;
}
