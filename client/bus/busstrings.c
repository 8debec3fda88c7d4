/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "busstrings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "macros.h"
#include "stringlist.h"

int bus_string_read(sd_bus_message *message, char **field) {
        const char *text;
        char *copy;
        int r;

        r = sd_bus_message_read_basic(message, 's', &text);
        if (r < 0)
                return r;
        copy = strdup(text);
        if (!copy)
                return -ENOMEM;
        string_clean(copy);
        free(*field);
        *field = copy;
        return 0;
}

int bus_strings_read(sd_bus_message *message, char ***field) {
        char **texts = NULL;
        int r;

        r = sd_bus_message_read_strv(message, &texts);
        if (r < 0)
                return r;
        for (char **text = texts; text && *text; text++)
                string_clean(*text);
        string_list_free(*field);
        *field = texts;
        return 0;
}

static int append(char ***list, size_t count, char *text) {
        char **longer = reallocarray(*list, count + 2, sizeof *longer);

        if (!longer)
                return -ENOMEM;
        longer[count] = text;
        longer[count + 1] = NULL;
        *list = longer;
        return 0;
}

int bus_pairs_read(sd_bus_message *message, char ***field) {
        CLEANUP(string_list_freep) char **pairs = NULL;
        size_t count = 0;
        int r;

        r = sd_bus_message_enter_container(message, 'a', "{ss}");
        if (r < 0)
                return r;
        for (;;) {
                CLEANUP(freep) char *pair = NULL;
                const char *name, *value;

                r = sd_bus_message_read(message, "{ss}", &name, &value);
                if (r <= 0)
                        break;
                if (asprintf(&pair, "%s=%s", name, value) < 0) {
                        pair = NULL;
                        return -ENOMEM;
                }
                string_clean(pair);
                r = append(&pairs, count++, pair);
                if (r < 0)
                        return r;
                pair = NULL;
        }
        if (r >= 0)
                r = sd_bus_message_exit_container(message);
        if (r < 0)
                return r;
        string_list_free(*field);
        *field = TAKE_PTR(pairs);
        return 0;
}
