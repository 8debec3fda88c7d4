/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "failure.h"

#include <stdlib.h>
#include <string.h>

#include "stringlist.h"

int failure_set(Failure *failure, int result, FailureKind kind, const char *words) {
        if (!failure)
                return result;
        failure_clear(failure);
        failure->kind = kind;
        if (!words)
                return result;
        failure->words = strdup(words);
        if (failure->words)
                string_clean(failure->words);
        else
                failure->kind = FAILURE_MEMORY;
        return result;
}

void failure_clear(Failure *failure) {
        free(failure->words);
        *failure = (Failure){0};
}
