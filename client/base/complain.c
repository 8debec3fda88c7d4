/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "complain.h"

#include <stdarg.h>
#include <stdio.h>

void complain(const char *format, ...) {
        va_list arguments;

        /* What was printed before comes first where both end up in one place. */
        fflush(stdout);
        fputs("ppc-compatctl: ", stderr);
        va_start(arguments, format);
        vfprintf(stderr, format, arguments);
        va_end(arguments);
        fputc('\n', stderr);
}

void complain_of_memory(void) {
        complain("out of memory");
}
