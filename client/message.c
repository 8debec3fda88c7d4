/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

int message_read_text(sd_bus_message *message, char **field) {
        const char *text;
        char *copy;
        int r;

        r = sd_bus_message_read_basic(message, 's', &text);
        if (r < 0)
                return r;
        copy = strdup(text);
        if (!copy)
                return -ENOMEM;
        text_clean(copy);
        free(*field);
        *field = copy;
        return 0;
}

int message_read_texts(sd_bus_message *message, char ***field) {
        char **texts = NULL;
        int r;

        r = sd_bus_message_read_strv(message, &texts);
        if (r < 0)
                return r;
        for (char **text = texts; text && *text; text++)
                text_clean(*text);
        texts_free(*field);
        *field = texts;
        return 0;
}
