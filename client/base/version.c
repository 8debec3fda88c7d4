/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "version.h"

#include <ctype.h>
#include <stddef.h>

#define NUMBER_MAX 999U

static bool parse_number(const char **text, unsigned *ret_number) {
        unsigned number = 0;

        if (!isdigit((unsigned char)**text))
                return false;
        for (; isdigit((unsigned char)**text); (*text)++) {
                number = number * 10 + (unsigned)(**text - '0');
                if (number > NUMBER_MAX)
                        return false;
        }
        *ret_number = number;
        return true;
}

bool version_parse(const char *text, Version *ret_version) {
        unsigned numbers[3] = {0};

        for (size_t i = 0; i < 3; i++) {
                if (!parse_number(&text, &numbers[i]))
                        return false;
                if (!*text) {
                        *ret_version = VERSION_OF(numbers[0], numbers[1]);
                        return true;
                }
                if (*text++ != '.')
                        return false;
        }
        return false;
}
