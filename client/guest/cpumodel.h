/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processors that a pseries machine of QEMU can have, by the names that -cpu takes, in any case. */
#pragma once

#include <stdint.h>

typedef struct CpuModel {
        const char *name;
        unsigned generation; /* 0: older than power6 */
        uint32_t pvr; /* 0: an alias, which KVM points at the host's own processor where the family is the same */
} CpuModel;

/* NULL if there is none; "host" and "max" are not models. */
const CpuModel *cpumodel_find(const char *name);
