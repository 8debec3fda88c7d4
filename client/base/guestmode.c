/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guestmode.h"

#include <string.h>
#include <strings.h>

#include "macros.h"
#include "ppc-compat1.h"

const char *const guest_modes[] = {
        PPC_COMPAT1_MODE_POWER11,
        PPC_COMPAT1_MODE_POWER10,
        PPC_COMPAT1_MODE_POWER9,
        NULL,
};

const char *guest_mode_find(const char *word) {
        for (const char *const *mode = guest_modes; *mode; mode++)
                if (strcasecmp(*mode, word) == 0)
                        return *mode;
        return strcasecmp(PPC_COMPAT1_MODE_POWER8, word) == 0 ? PPC_COMPAT1_MODE_POWER8 : NULL;
}

int guest_mode_rank(const char *mode) {
        static const char *const order[] = {
                "power6",
                "power7",
                "power8",
                PPC_COMPAT1_MODE_POWER9,
                PPC_COMPAT1_MODE_POWER10,
                PPC_COMPAT1_MODE_POWER11,
        };

        for (size_t i = 0; i < ELEMENTS(order); i++)
                if (strcmp(order[i], mode) == 0)
                        return (int)i;
        return -1;
}
