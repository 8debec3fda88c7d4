/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modes: the answer itself, for scripts. */
#include <stdio.h>
#include <stdlib.h>

#include "complain.h"
#include "host.h"
#include "json.h"
#include "macros.h"
#include "offer.h"
#include "reason.h"
#include "report.h"
#include "verbs.h"

static bool print_json(const Host *host, bool unknown, JsonMode json) {
        CLEANUP(json_putp) struct json_object *modes = NULL;

        if (unknown) {
                puts("null");
                return true;
        }
        modes = json_from_list(host->compat_modes);
        return json_print(modes, json);
}

int verb_modes(const Options *options, const char *argument) {
        CLEANUP(host_clear) Host host = {0};
        bool unknown;

        if (!report_or_fetch_host(&options->where, &host))
                return EXIT_FAILURE;
        unknown = offer_for_any_mode(&host) == OFFER_UNKNOWN;
        if (options->json != JSON_OFF)
                return print_json(&host, unknown, options->json) ? EXIT_SUCCESS : EXIT_FAILURE;
        for (char **mode = host.compat_modes; mode && *mode; mode++)
                puts(*mode);
        if (!options->quiet && (!host.compat_modes || !host.compat_modes[0]))
                complain("%s: %s", unknown ? "the guest modes are unknown" : "no guest mode to offer",
                         reason_of_host(&host));
        return EXIT_SUCCESS;
}
