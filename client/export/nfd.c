/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A namespace below feature.node.kubernetes.io is what nfd-master lets through without being configured. A mode that
 * does not work is false. One that the host does not know about has no label, so a rule can see the difference; a
 * host that does not answer has no label of any mode.
 */
#include "nfd.h"

#include <ctype.h>
#include <string.h>

#include "macros.h"
#include "modelist.h"
#include "offer.h"

#define NAMESPACE "ppc-compat.feature.node.kubernetes.io/"

/* The most that a label of Kubernetes may have, in its name and in its value. */
#define LABEL_SIZE 63

/* The labels that are not of modes. */
#define UP "up"
#define RECOMMENDED "recommended"
#define HOST_MODE "host-mode"
#define PROCESSOR "processor"
#define PLATFORM "platform"
#define STATE "state"
#define REASON "reason"

/* A mode of such a name would be a second label of that name, and all of the file be refused. */
static bool is_own_name(const char *mode) {
        static const char *const names[] = {UP, RECOMMENDED, HOST_MODE, PROCESSOR, PLATFORM, STATE, REASON};

        for (size_t i = 0; i < ELEMENTS(names); i++)
                if (strcmp(names[i], mode) == 0)
                        return true;
        return false;
}

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

static void write_modes(FILE *stream, const Host *host) {
        ModeList modes = mode_list_of_host(host);

        for (size_t i = 0; i < modes.count; i++) {
                Offer offer = offer_for_mode(host, modes.names[i]);

                if (offer != OFFER_UNKNOWN && !is_own_name(modes.names[i]))
                        write_feature(stream, modes.names[i], offer == OFFER_YES ? "true" : "false");
        }
        if (host->recommended_mode[0])
                write_feature(stream, RECOMMENDED, host->recommended_mode);
        else if (offer_for_any_mode(host) != OFFER_UNKNOWN)
                write_feature(stream, RECOMMENDED, "none");
}

bool nfd_write(FILE *stream, const Host *host) {
        write_feature(stream, UP, host ? "true" : "false");
        if (!host)
                return true;
        write_modes(stream, host);
        write_feature(stream, HOST_MODE, host->host_mode);
        write_feature(stream, PROCESSOR, host->processor_model);
        write_feature(stream, PLATFORM, host->platform);
        write_feature(stream, STATE, host->state);
        write_feature(stream, REASON, host->reason[0] ? host->reason : "none");
        return true;
}
