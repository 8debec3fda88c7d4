/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hostfacts.h"

#include <string.h>

#include "generation.h"

static unsigned add_modes(GuestHost *facts, char *const *modes) {
        unsigned count = 0;

        for (; modes && modes[count]; count++)
                guesthost_add_mode(facts, modes[count]);
        return count;
}

/* From "name=value"; a name that is not known here is ignored. */
static void add_options(GuestHost *facts, char *const *pairs) {
        for (; pairs && *pairs; pairs++) {
                const char *value = strchr(*pairs, '=');
                char name[OPTION_SIZE];

                if (!value || (size_t)(value - *pairs) >= sizeof(name))
                        continue;
                *(char *)mempcpy(name, *pairs, (size_t)(value - *pairs)) = '\0';
                options_set(&facts->options, name, value + 1);
        }
}

GuestHost guesthost_from_host(const Host *host) {
        GuestHost facts = {
                .mode = generation_from_mode(host->host_mode),
                .processor = generation_from_mode(host->processor_model),
                .pvr = host->processor_pvr,
                .api = guesthost_api(host->platform, host->reason),
        };

        add_modes(&facts, host->compat_modes);
        facts.trial = add_modes(&facts, host->trial_modes) > 0;
        add_options(&facts, host->machine_options);
        return facts;
}
