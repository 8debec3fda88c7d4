/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hostfacts.h"

#include <string.h>
#include <sys/utsname.h>

#include "generation.h"
#include "stringlist.h"

static void add_modes(GuestHost *facts, char *const *modes) {
        for (; modes && *modes; modes++)
                guesthost_add_mode(facts, *modes);
}

/* All newer modes are in CompatModes, if guests can use them; a trial may have been of another hour. */
static void add_trial(GuestHost *facts, char *const *trial_modes) {
        facts->trial = trial_modes && *trial_modes;
        if (string_list_contains(trial_modes, "power8"))
                guesthost_add_mode(facts, "power8");
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
                .kvm_newest = guesthost_newest_of_mask(host->kernel_mask),
                .mode = generation_from_mode(host->host_mode),
                .processor = generation_from_mode(host->processor_model),
                .pvr = host->processor_pvr,
                .api = guesthost_api(host->platform, host->reason),
        };

        add_modes(&facts, host->compat_modes);
        add_trial(&facts, host->trial_modes);
        add_options(&facts, host->machine_options);
        return facts;
}

unsigned guesthost_local_kernel(void) {
        struct utsname name;

        return uname(&name) == 0 && strncmp(name.machine, "ppc64", strlen("ppc64")) == 0
                       ? version_from_text(name.release, NULL)
                       : 0;
}
