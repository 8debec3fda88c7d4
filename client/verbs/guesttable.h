/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Guests as a person reads them: those with a problem first, and the exact text to change below each. */
#pragma once

#include "guestanswer.h"

typedef struct GuestTable {
        const GuestAnswer *answers;
        size_t count;
        const GuestHosts *hosts;
        bool with_all; /* not only those with a problem: the others are counted */
        bool quiet;    /* without head and foot */
} GuestTable;

/* False if memory is short, with a complaint. */
bool guesttable_print(const GuestTable *table);
