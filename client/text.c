/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "text.h"

#include <stdlib.h>
#include <string.h>

void text_clean(char *text) {
        for (; *text; text++)
                if (*text < ' ' || *text > '~')
                        *text = '?';
}

bool text_equal(const char *a, const char *b) {
        return strcmp(a ? a : "", b ? b : "") == 0;
}

bool texts_contain(char *const *texts, const char *text) {
        for (; texts && *texts; texts++)
                if (strcmp(*texts, text) == 0)
                        return true;
        return false;
}

bool texts_equal(char *const *a, char *const *b) {
        for (; a && *a && b && *b; a++, b++)
                if (strcmp(*a, *b) != 0)
                        return false;
        return !(a && *a) && !(b && *b);
}

char *texts_join(char *const *texts, const char *none) {
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

void texts_free(char **texts) {
        for (char **text = texts; text && *text; text++)
                free(*text);
        free(texts);
}

void texts_freep(char ***texts) {
        texts_free(*texts);
}
