/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pvr.h"

uint32_t pvr_read(void) {
        return 0;
}
