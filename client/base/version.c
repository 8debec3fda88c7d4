/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "version.h"

#include <ctype.h>
#include <stddef.h>

#define NUMBER_MAX 999U

/* The number at *text, which moves behind it; more than NUMBER_MAX if it is larger, or if there is none. */
static unsigned take_number(const char **text) {
        unsigned number = isdigit((unsigned char)**text) ? 0 : NUMBER_MAX + 1;

        for (; isdigit((unsigned char)**text); (*text)++)
                if (number <= NUMBER_MAX)
                        number = number * 10 + (unsigned)(**text - '0');
        return number;
}

Version version_from_text(const char *text, const char **ret_rest) {
        unsigned numbers[3] = {0};

        if (!text)
                return 0;
        for (size_t i = 0; i < 3; i++) {
                numbers[i] = take_number(&text);
                if (text[0] != '.' || !isdigit((unsigned char)text[1]) || i == 2)
                        break;
                text++;
        }
        if (ret_rest)
                *ret_rest = text;
        return numbers[0] <= NUMBER_MAX && numbers[1] <= NUMBER_MAX ? VERSION_OF(numbers[0], numbers[1]) : 0;
}
