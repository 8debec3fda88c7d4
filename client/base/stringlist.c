/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stringlist.h"

#include <stdlib.h>
#include <string.h>

void string_clean(char *text) {
        for (; *text; text++)
                if (*text < ' ' || *text > '~')
                        *text = '?';
}

bool string_equal(const char *a, const char *b) {
        return strcmp(a ? a : "", b ? b : "") == 0;
}

bool string_replace(char **string, const char *text) {
        char *copy = strdup(text);

        if (!copy)
                return false;
        free(*string);
        *string = copy;
        return true;
}

bool string_list_append(char ***texts, const char *text) {
        size_t length = 0;
        char **longer;

        while (*texts && (*texts)[length])
                length++;
        longer = reallocarray(*texts, length + 2, sizeof *longer);
        if (!longer)
                return false;
        *texts = longer;
        longer[length] = strdup(text);
        longer[length + 1] = NULL;
        return longer[length];
}

bool string_list_contains(char *const *texts, const char *text) {
        for (; texts && *texts; texts++)
                if (strcmp(*texts, text) == 0)
                        return true;
        return false;
}

bool string_list_is_empty(char *const *texts) {
        return !texts || !texts[0];
}

char *string_list_join(char *const *texts, const char *none) {
        size_t size = 1;
        char *joined, *end;

        if (!texts || !*texts)
                return strdup(none);
        for (char *const *text = texts; *text; text++)
                size += strlen(*text) + strlen(", ");

        joined = end = malloc(size);
        if (!joined)
                return NULL;
        for (char *const *text = texts; *text; text++) {
                if (text != texts)
                        end = stpcpy(end, ", ");
                end = stpcpy(end, *text);
        }
        return joined;
}

void string_list_free(char **texts) {
        for (char **text = texts; text && *text; text++)
                free(*text);
        free(texts);
}

void string_list_freep(char ***texts) {
        string_list_free(*texts);
}
