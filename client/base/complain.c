/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "complain.h"

#include <stdarg.h>
#include <stdio.h>

#include "macros.h"
#include "stringlist.h"

void complain(const char *format, ...) {
        CLEANUP(freep) char *line = NULL;
        va_list arguments;
        int r;

        va_start(arguments, format);
        r = vasprintf(&line, format, arguments);
        va_end(arguments);
        if (r < 0)
                line = NULL;
        else
                string_clean(line);
        /* What was printed before comes first where both end up in one place. */
        fflush(stdout);
        fprintf(stderr, "ppc-compatctl: %s\n", line ? line : "out of memory");
}

void complain_of_memory(void) {
        complain("out of memory");
}
