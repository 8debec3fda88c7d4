/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "edit.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void edits_add(Edits *edits, size_t at, size_t remove, const char *format, ...) {
        Edit edit = {.at = at, .remove = remove};
        size_t place = edits->count;
        va_list arguments;
        int length;

        va_start(arguments, format);
        length = vasprintf(&edit.insert, format, arguments);
        va_end(arguments);
        if (length < 0 || edits->count == EDITS_MAX) {
                if (length >= 0)
                        free(edit.insert);
                edits->error = -ENOMEM;
                return;
        }
        for (; place > 0 && edits->edits[place - 1].at > at; place--)
                edits->edits[place] = edits->edits[place - 1];
        edits->edits[place] = edit;
        edits->count++;
}

int edits_apply(Edits *edits, const char *text, size_t size, char **ret_text, size_t *ret_size) {
        size_t total = size, at = 0;
        char *result, *to;

        if (edits->error < 0)
                return edits->error;
        for (size_t i = 0; i < edits->count; i++)
                total += strlen(edits->edits[i].insert);
        result = to = malloc(total + 1);
        if (!result)
                return -ENOMEM;
        for (size_t i = 0; i < edits->count; i++) {
                const Edit *edit = &edits->edits[i];

                if (edit->at > at)
                        to = mempcpy(to, text + at, edit->at - at);
                to = stpcpy(to, edit->insert);
                if (edit->at + edit->remove > at)
                        at = edit->at + edit->remove;
        }
        to = mempcpy(to, text + at, size - at);
        *to = '\0';
        *ret_text = result;
        *ret_size = (size_t)(to - result);
        return 0;
}

void edits_clear(Edits *edits) {
        for (size_t i = 0; i < edits->count; i++)
                free(edits->edits[i].insert);
        *edits = (Edits){0};
}
