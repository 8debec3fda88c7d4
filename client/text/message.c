/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "message.h"

#include <string.h>

bool guest_error_matches(const GuestError *error, const char *words) {
        return words[0] && (strcasestr(error->error, words) || strcasestr(words, error->error));
}
