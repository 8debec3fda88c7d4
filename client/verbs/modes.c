/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modes: the answer itself, for scripts. */
#include <stdio.h>
#include <stdlib.h>

#include "complain.h"
#include "host.h"
#include "json.h"
#include "macros.h"
#include "reason.h"
#include "report.h"
#include "verbs.h"

int verb_modes(const Options *options, const char *argument) {
        CLEANUP(host_clear) Host host = {0};

        if (!report_or_fetch_host(&options->where, &host))
                return EXIT_FAILURE;
        if (options->json != JSON_OFF) {
                CLEANUP(json_putp) struct json_object *modes = json_from_list(host.compat_modes);

                return json_print(modes, options->json) ? EXIT_SUCCESS : EXIT_FAILURE;
        }
        for (char **mode = host.compat_modes; mode && *mode; mode++)
                puts(*mode);
        if (!options->quiet && (!host.compat_modes || !host.compat_modes[0]))
                complain("no guest mode to offer: %s", reason_of_host(&host));
        return EXIT_SUCCESS;
}
