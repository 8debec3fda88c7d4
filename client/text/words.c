/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "macros.h"
#include "offer.h"
#include "stringlist.h"

static const char *translate(const WordText texts[], const char *word) {
        for (const WordText *text = texts; text->word; text++)
                if (strcmp(text->word, word) == 0)
                        return text->text;
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
        return translate(word_texts_of_platforms, platform);
}

const char *words_for_trigger(const char *trigger) {
        return translate(word_texts_of_triggers, trigger);
}

char *words_for_host(const Host *host) {
        bool unknown = offer_for_any_mode(host) == OFFER_UNKNOWN;
        CLEANUP(freep)
        char *modes = string_list_join(host->compat_modes, unknown ? "guest modes unknown" : "no guest modes");
        char *words;

        if (!modes ||
            asprintf(&words, "%s (%s%s%s)", modes, host->state, host->reason[0] ? ": " : "", host->reason) < 0)
                return NULL;
        return words;
}
