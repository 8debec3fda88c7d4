/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "verdicttext.h"

#include <stddef.h>
#include <string.h>

const VerdictText *verdicttext_find(const char *word) {
        for (const VerdictText *text = verdict_texts; text->word; text++)
                if (strcmp(text->word, word) == 0)
                        return text;
        return NULL;
}

const NoteText *notetext_find(const char *word) {
        for (const NoteText *text = note_texts; text->word; text++)
                if (strcmp(text->word, word) == 0)
                        return text;
        return NULL;
}
