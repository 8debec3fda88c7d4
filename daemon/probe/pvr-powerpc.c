/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pvr.h"

/* SPR 287 is privileged; Linux emulates the read for programs from the live register (traps.c, emulate_instruction).
 */
uint32_t pvr_read(void) {
        unsigned long pvr;

        __asm__ volatile("mfspr %0, 287" : "=r"(pvr));
        return (uint32_t)pvr;
}
