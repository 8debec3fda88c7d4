/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* describe: the daemon's own description of everything, in JSON. */
#include <stdlib.h>
#include <unistd.h>

#include "deadline.h"
#include "hostread.h"
#include "json.h"
#include "macros.h"
#include "report.h"
#include "terminal.h"
#include "verbs.h"

static bool print_description(struct json_object *description, const Options *options) {
        JsonMode short_or_pretty = isatty(STDOUT_FILENO) ? JSON_PRETTY : JSON_SHORT;
        bool printed;

        terminal_start_pager(!options->no_pager);
        printed = json_print(description, options->json != JSON_OFF ? options->json : short_or_pretty);
        terminal_end_pager();
        return printed;
}

int verb_describe(const Options *options, const char *argument) {
        CLEANUP(failure_clear) Failure failure = {0};
        CLEANUP(json_putp) struct json_object *description = NULL;
        CLEANUP(freep) char *text = NULL;

        if (host_describe(&options->where, deadline_patient(), &failure, &text) < 0)
                return report_failure(&failure, &options->where);
        description = json_parse_object(text);
        if (!description)
                return report_failure(&(Failure){.kind = FAILURE_GARBLED}, &options->where);
        return print_description(description, options) ? EXIT_SUCCESS : EXIT_FAILURE;
}
