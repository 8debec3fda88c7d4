/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cpumodel.h"

#include <stddef.h>
#include <strings.h>

#include "generation.h"
#include "macros.h"

/* QEMU: target/ppc/cpu-models.c, of those that hw/ppc/spapr_cpu_core.c has cores of. */
static const CpuModel models[] = {
        {"970", 0, 0},
        {"970fx", 0, 0},
        {"970mp", 0, 0},
        {"970_v2.2", 0, 0x00390202},
        {"970mp_v1.0", 0, 0x00440100},
        {"970mp_v1.1", 0, 0x00440101},
        {"power5+", 0, 0},
        {"power5gs", 0, 0},
        {"power5+_v2.1", 0, 0x003b0201},
        {"power7", 7, 0},
        {"power7_v2.3", 7, 0x003f0203},
        {"power7+", 7, 0},
        {"power7+_v2.1", 7, 0x004a0201},
        {"power8", 8, 0},
        {"power8_v2.0", 8, 0x004d0200},
        {"power8e", 8, 0},
        {"power8e_v2.1", 8, 0x004b0201},
        {"power8nvl", 8, 0},
        {"power8nvl_v1.0", 8, 0x004c0100},
        {"power9", 9, 0},
        {"power9_v2.0", 9, 0x004e1200},
        {"power9_v2.2", 9, 0x004e1202},
        {"power10", 10, 0},
        {"power10_v2.0", 10, 0x00801200},
        {"power11", 11, 0},
        {"power11_v2.0", 11, 0x00821200},
};

_Static_assert(GENERATION_NEWEST == 11, "the names of a new generation's processors go into models");

const CpuModel *cpumodel_find(const char *name) {
        for (size_t i = 0; i < ELEMENTS(models); i++)
                if (strcasecmp(models[i].name, name) == 0)
                        return &models[i];
        return NULL;
}
