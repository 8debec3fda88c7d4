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

int verb_modes(const Options *options, const char *argument) {
        CLEANUP(host_clear) Host host = {0};
        char *alone[2] = {NULL}, **modes;

        if (!report_or_fetch_host(&options->where, &host))
                return EXIT_FAILURE;
        alone[0] = host.recommended_mode;
        modes = host.compat_modes;
        if (offer_is_power8_alone(&host))
                modes = alone;
        if (options->json != JSON_OFF) {
                CLEANUP(json_putp) struct json_object *array = json_from_list(modes);

                return json_print(array, options->json) ? EXIT_SUCCESS : EXIT_FAILURE;
        }
        for (char **mode = modes; mode && *mode; mode++)
                puts(*mode);
        if (!options->quiet && string_list_is_empty(modes))
                complain("no guest mode to offer: %s", reason_of_host(&host));
        return EXIT_SUCCESS;
}
