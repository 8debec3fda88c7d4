/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The width of the decrementer, which QEMU reads in the live device tree, too, and in KVM's nowhere. */
#pragma once

#include <stdint.h>

/* ibm,dec-bits of a CPU node below the tree's directory; 0 if none has it. Blocks on no file. */
uint32_t decrementer_read_bits(const char *directory);
