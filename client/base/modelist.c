/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "modelist.h"

#include <string.h>
#include <strings.h>

#include "guestmode.h"

bool mode_is_name(const char *word) {
        return word[0] && word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789")] == 0;
}

const char *mode_find(const Host *host, const char *word) {
        for (char *const *mode = host->compat_modes; mode && *mode; mode++)
                if (strcasecmp(*mode, word) == 0 && mode_is_name(*mode))
                        return *mode;
        return guest_mode_find(word);
}

static void add(ModeList *list, const char *mode) {
        for (size_t i = 0; i < list->count; i++)
                if (strcmp(list->names[i], mode) == 0)
                        return;
        if (list->count < MODE_LIST_MAX)
                list->names[list->count++] = mode;
}

void mode_list_add_offered(ModeList *list, const Host *host) {
        for (char *const *mode = host->compat_modes; mode && *mode; mode++)
                if (!guest_mode_find(*mode) && mode_is_name(*mode))
                        add(list, *mode);
}

void mode_list_add_known(ModeList *list) {
        for (const char *const *mode = guest_modes; *mode; mode++)
                add(list, *mode);
}

ModeList mode_list_of_host(const Host *host) {
        ModeList list = {0};

        mode_list_add_offered(&list, host);
        mode_list_add_known(&list);
        return list;
}
