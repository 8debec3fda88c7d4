/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A trait is there or not: a mode that the host does not know about looks like one that does not work, and like any
 * mode of a host that does not answer. A provider without a trait is left out, since Nova warns about it.
 */
#include "nova.h"

#include <ctype.h>
#include <string.h>

#include "modelist.h"
#include "offer.h"

#define TRAIT "CUSTOM_PPC64_COMPAT_"

/* What Nova allows; with one that is longer it refuses all of the file, and does not start. */
#define TRAIT_LENGTH_MAX 255

static bool has_trait(const Host *host, const char *mode) {
        return offer_for_mode(host, mode) == OFFER_YES && strlen(TRAIT) + strlen(mode) <= TRAIT_LENGTH_MAX;
}

static void write_trait(FILE *stream, const char *mode) {
        fputs("        - " TRAIT, stream);
        for (const char *letter = mode; *letter; letter++)
                fputc(toupper((unsigned char)*letter), stream);
        fputc('\n', stream);
}

bool nova_write(FILE *stream, const Host *host) {
        ModeList modes = {0};
        bool begun = false;

        if (host)
                modes = mode_list_of_host(host);
        fputs("meta:\n  schema_version: '1.0'\n", stream);
        for (size_t i = 0; i < modes.count; i++) {
                if (!has_trait(host, modes.names[i]))
                        continue;
                if (!begun)
                        fputs("providers:\n  - identification:\n      uuid: $COMPUTE_NODE\n"
                              "    traits:\n      additional:\n",
                              stream);
                begun = true;
                write_trait(stream, modes.names[i]);
        }
        return true;
}
