/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bus's words in a person's words. One that is not known here is passed on as it is. The texts are in words.json
 * alone.
 */
#pragma once

#include "host.h"

typedef struct WordText {
        const char *word;
        const char *text;
} WordText;

/* Each ends with a row of NULLs. */
extern const WordText word_texts_of_platforms[];
extern const WordText word_texts_of_triggers[];

#define MODE_NAME_SIZE 32

/* "POWER10" for power10, "unknown" for the empty string; what is too long is cut. Returns the buffer. */
char *words_for_mode(const char *mode, char buffer[static MODE_NAME_SIZE]);

const char *words_for_platform(const char *platform);

/* As the end of a sentence: "after a live migration". */
const char *words_for_trigger(const char *trigger);

/* "power10, power9 (degraded: kvm-stale)". NULL when memory is short; to be freed. */
char *words_for_host(const Host *host);
