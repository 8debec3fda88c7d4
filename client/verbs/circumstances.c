/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "circumstances.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "generation.h"
#include "macros.h"
#include "ppc-compat1.h"
#include "stringlist.h"

/* The modes that a message can name, by the number in the PVR of a mode. */
static const struct {
        const char *pvr;
        const char *mode;
} modes[] = {
        {"0f000004", "power8"},
        {"0f000005", "power9"},
        {"0f000006", "power10"},
        {"0f000007", "power11"},
};
_Static_assert(ELEMENTS(modes) == GENERATION_NEWEST - 7, "each mode from power8 on has its PVR");

/* A word of its own for each platform of which the texts speak. */
static const char *platform_name(const char *platform) {
        static const struct {
                const char *platform, *name;
        } names[] = {
                {PPC_COMPAT1_PLATFORM_POWERVM, "powervm"}, {PPC_COMPAT1_PLATFORM_POWERNV, "bare"},
                {PPC_COMPAT1_PLATFORM_KVM, "guest"},       {PPC_COMPAT1_PLATFORM_QEMU, "guest"},
                {PPC_COMPAT1_PLATFORM_PSERIES, "guest"},
        };

        for (size_t i = 0; i < ELEMENTS(names); i++)
                if (strcmp(names[i].platform, platform) == 0)
                        return names[i].name;
        return "other";
}

static void set_joined(Values *values, const char *name, char *const *texts) {
        CLEANUP(freep) char *joined = texts && *texts ? string_list_join(texts, "") : NULL;

        if (joined)
                values_set(values, name, joined);
}

/* "cap-ibs=broken" is the value of cap-ibs. */
static void set_option(Values *values, const char *option) {
        char name[VALUE_NAME_SIZE];
        size_t length = strcspn(option, "=");

        if (option[length] != '=' || length >= sizeof name)
                return;
        memcpy(name, option, length);
        name[length] = 0;
        values_set(values, name, option + length + 1);
}

static void set_host(const Host *host, Values *values) {
        bool is_old = strcmp(host->host_mode, "power9") == 0 || strcmp(host->host_mode, "power8") == 0;

        values_set(values, "host", "");
        values_set(values, platform_name(host->platform), "");
        if (host->recommended_mode[0])
                values_set(values, "recommended", host->recommended_mode);
        if (host->host_mode[0])
                values_set(values, is_old ? "host-power9" : "host-power10", "");
        set_joined(values, "modes", host->compat_modes);
        set_joined(values, "options", host->machine_options);
        for (char **option = host->machine_options; option && *option; option++)
                set_option(values, *option);
}

void circumstances_set(const Options *options, const Host *host, Values *values) {
        struct utsname system;

        if (host)
                set_host(host, values);
        if (!options->where.host && uname(&system) == 0 && strncmp(system.machine, "ppc", strlen("ppc")) == 0)
                values_set(values, "linux", system.release);
}

static bool has_word(const char *list, const char *word) {
        size_t length = strlen(word);

        for (; *list; list += strspn(list, ", ")) {
                size_t next = strcspn(list, ",");

                if (next == length && strncmp(list, word, length) == 0)
                        return true;
                list += next;
        }
        return false;
}

void circumstances_judge(Values *values) {
        const char *mode = values_get(values, "mode"), *pvr = values_get(values, "pvr");
        const char *offered = values_get(values, "modes");

        for (size_t i = 0; i < ELEMENTS(modes); i++) {
                if (!(mode && strcmp(modes[i].mode, mode) == 0) && !(pvr && strcmp(modes[i].pvr, pvr) == 0))
                        continue;
                values_set(values, "mode", modes[i].mode);
                values_set(values, "mode-known", "");
                if (offered)
                        values_set(values, has_word(offered, modes[i].mode) ? "mode-offered" : "mode-refused", "");
                return;
        }
}
