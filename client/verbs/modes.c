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
#include "stringlist.h"
#include "verbs.h"

static bool print_json(char **modes, bool unknown, JsonMode json) {
        CLEANUP(json_putp) struct json_object *array = NULL;

        if (unknown) {
                puts("null");
                return true;
        }
        array = json_from_list(modes);
        return json_print(array, json);
}

int verb_modes(const Options *options, const char *argument) {
        CLEANUP(host_clear) Host host = {0};
        char *alone[2] = {NULL}, **modes;
        bool unknown;

        if (!report_or_fetch_host(&options->where, &host))
                return EXIT_FAILURE;
        alone[0] = host.recommended_mode;
        modes = offer_is_power8_alone(&host) ? alone : host.compat_modes;
        unknown = string_list_is_empty(modes) &&
                  (offer_for_any_mode(&host) == OFFER_UNKNOWN || offer_lacks_trial(&host));
        if (options->json != JSON_OFF)
                return print_json(modes, unknown, options->json) ? EXIT_SUCCESS : EXIT_FAILURE;
        for (char **mode = modes; mode && *mode; mode++)
                puts(*mode);
        if (!options->quiet && string_list_is_empty(modes))
                complain("%s: %s", unknown ? "the guest modes are unknown" : "no guest mode to offer",
                         reason_of_host(&host));
        return EXIT_SUCCESS;
}
