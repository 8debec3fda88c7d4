/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The processor version register of the hardware, as it is now. Meson chooses the file for the architecture. */
#pragma once

#include <stdint.h>

/* 0 if this machine has none. /proc/cpuinfo will not do: it shows what each CPU was when it came up. */
uint32_t pvr_read(void);
