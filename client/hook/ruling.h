/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a guest is kept from starting: pure. Only where no doubt is left that it does not start. */
#pragma once

#include <stdbool.h>

#include "guesthost.h"
#include "verdict.h"
#include "wish.h"

typedef struct Ruling {
        Verdict verdict;
        bool refused;
} Ruling;

/* is_certain: no mode works that the host does not offer. */
Ruling ruling_make(const Wish *wish, const GuestHost *host, bool is_certain);
