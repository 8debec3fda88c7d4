/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "macros.h"
#include "ppc-compat1.h"
#include "stringlist.h"

typedef struct Translation {
        const char *word;
        const char *words;
} Translation;

static const char *translate(const Translation table[], size_t rows, const char *word) {
        for (size_t i = 0; i < rows; i++)
                if (strcmp(table[i].word, word) == 0)
                        return table[i].words;
        return word;
}

char *words_for_mode(const char *mode, char buffer[static MODE_NAME_SIZE]) {
        if (!mode[0]) {
                strcpy(buffer, "unknown");
                return buffer;
        }
        snprintf(buffer, MODE_NAME_SIZE, "%s", mode);
        for (char *letter = buffer; *letter; letter++)
                *letter = (char)toupper((unsigned char)*letter);
        return buffer;
}

const char *words_for_platform(const char *platform) {
        static const Translation table[] = {
                {PPC_COMPAT1_PLATFORM_POWERVM, "PowerVM logical partition"},
                {PPC_COMPAT1_PLATFORM_POWERNV, "bare metal (PowerNV)"},
                {PPC_COMPAT1_PLATFORM_KVM, "KVM guest"},
                {PPC_COMPAT1_PLATFORM_QEMU, "machine emulated by QEMU"},
                {PPC_COMPAT1_PLATFORM_PSERIES, "guest of a hypervisor that is not known (pSeries)"},
                {PPC_COMPAT1_PLATFORM_OTHER, "not a POWER server"},
        };

        return translate(table, ELEMENTS(table), platform);
}

const char *words_for_trigger(const char *trigger) {
        static const Translation table[] = {
                {PPC_COMPAT1_TRIGGER_BOOT, "when the service started"},
                {PPC_COMPAT1_TRIGGER_CPU, "after processors came or went"},
                {PPC_COMPAT1_TRIGGER_KVM, "after KVM came or went"},
                {PPC_COMPAT1_TRIGGER_MIGRATION, "after a live migration"},
                {PPC_COMPAT1_TRIGGER_RESUME, "after a resume from sleep"},
                {PPC_COMPAT1_TRIGGER_CLIENT, "when a refresh was asked for"},
                {PPC_COMPAT1_TRIGGER_RECHECK, "when the device tree was found changed"},
        };

        return translate(table, ELEMENTS(table), trigger);
}

char *words_for_host(const Host *host) {
        CLEANUP(freep) char *modes = string_list_join(host->compat_modes, "no guest modes");
        char *words;

        if (!modes ||
            asprintf(&words, "%s (%s%s%s)", modes, host->state, host->reason[0] ? ": " : "", host->reason) < 0)
                return NULL;
        return words;
}
