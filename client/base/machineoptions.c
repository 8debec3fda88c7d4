/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "machineoptions.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "macros.h"
#include "stringlist.h"

static bool is_word(const char *option) {
        const char *equals = strchr(option, '=');

        for (const char *letter = option; *letter; letter++)
                if (!isalnum((unsigned char)*letter) && *letter != '-' && letter != equals)
                        return false;
        return equals && equals != option && equals[1];
}

bool machine_options_are_words(char *const *options) {
        for (; options && *options; options++)
                if (!is_word(*options))
                        return false;
        return true;
}

static size_t length_of_name(const char *option) {
        return strcspn(option, "=");
}

static bool same_name(const char *a, const char *b) {
        return length_of_name(a) == length_of_name(b) && strncmp(a, b, length_of_name(a)) == 0;
}

/* In the order of QEMU's levels; a word that is not known is held to be the lowest. */
static size_t level_of(const char *option) {
        static const char *const levels[] = {"off", "broken", "4k",        "workaround", "fixed",
                                             "on",  "64k",    "fixed-ibs", "fixed-ccd",  "fixed-na"};

        for (size_t i = 0; i < ELEMENTS(levels); i++)
                if (strcmp(levels[i], option + length_of_name(option) + 1) == 0)
                        return i + 1;
        return 0;
}

/* Where the option belongs: the end of the list for a new one. */
static size_t find_place(char *const *options, const char *option) {
        size_t place = 0;

        while (options && options[place] && !same_name(options[place], option))
                place++;
        return place;
}

static bool merge_one(char ***options, const char *option) {
        size_t place = find_place(*options, option);

        if (!*options || !(*options)[place])
                return string_list_append(options, option);
        return level_of((*options)[place]) <= level_of(option) || string_replace(&(*options)[place], option);
}

bool machine_options_merge(char ***options, char *const *more) {
        for (; more && *more; more++)
                if (!merge_one(options, *more))
                        return false;
        return true;
}
