/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The errors that users meet when a guest has the wrong mode, and what to do. The texts are in messages.json alone.
 */
#pragma once

#include <stdbool.h>

typedef struct GuestError {
        const char *error;
        const char *meaning;
        const char *action;
} GuestError;

/* Ends with a row of NULLs. */
extern const GuestError guest_errors[];

/* Whether the words, in whatever case, are a part of the error, or the error a part of them, as of a line of a log.
 */
bool guest_error_matches(const GuestError *error, const char *words);
