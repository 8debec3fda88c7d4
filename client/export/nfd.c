/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A namespace below feature.node.kubernetes.io is what nfd-master lets through without being configured. A mode that
 * is not offered is false, so that a rule can tell it from a host that does not answer, which has none of the modes.
 */
#include "nfd.h"

#include <ctype.h>
#include <string.h>

#include "guestmode.h"
#include "stringlist.h"

#define NAMESPACE "ppc-compat.feature.node.kubernetes.io/"

/* The most that a label of Kubernetes may have, in its name and in its value. */
#define LABEL_SIZE 63

/* Letters and digits; within the word also what Kubernetes allows besides. */
static void write_word(FILE *stream, const char *word) {
        size_t size = strnlen(word, LABEL_SIZE);

        for (size_t i = 0; i < size; i++) {
                bool plain = isalnum((unsigned char)word[i]), inner = i > 0 && i + 1 < size;

                fputc(plain || (inner && strchr("-_.", word[i])) ? word[i] : inner ? '-' : 'x', stream);
        }
}

static void write_feature(FILE *stream, const char *name, const char *value) {
        fputs(NAMESPACE, stream);
        write_word(stream, name);
        fputc('=', stream);
        write_word(stream, value[0] ? value : "unknown");
        fputc('\n', stream);
}

void nfd_write(FILE *stream, const Host *host) {
        write_feature(stream, "up", host ? "true" : "false");
        if (!host)
                return;
        for (const char *const *mode = guest_modes; *mode; mode++)
                write_feature(stream, *mode, string_list_contains(host->compat_modes, *mode) ? "true" : "false");
        for (char **mode = host->compat_modes; mode && *mode; mode++)
                if (!guest_mode_find(*mode))
                        write_feature(stream, *mode, "true");
        write_feature(stream, "recommended", host->recommended_mode[0] ? host->recommended_mode : "none");
        write_feature(stream, "host-mode", host->host_mode);
        write_feature(stream, "processor", host->processor_model);
        write_feature(stream, "platform", host->platform);
        write_feature(stream, "state", host->state);
        write_feature(stream, "reason", host->reason[0] ? host->reason : "none");
}
