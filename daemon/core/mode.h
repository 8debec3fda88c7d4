/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The processor generations of IBM POWER as compatibility modes: their names, their bits in KVM's answer, the PVR
 * values that mean them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* In the order of age, so that modes compare with < and >. */
typedef enum Mode {
        MODE_UNKNOWN,
        MODE_POWER6,
        MODE_POWER7,
        MODE_POWER8,
        MODE_POWER9,
        MODE_POWER10,
        MODE_POWER11,
        MODE_POWER12, /* named by Linux 7.3; it has no guest mode of its own yet */
        MODE_COUNT,
} Mode;

/* How many modes have a bit in KVM's answer. */
#define MODE_GUEST_MAX 3

/* A set of modes, for those that have no bit in KVM's answer too. */
typedef uint32_t ModeSet;

/* The name as on the bus, "" for MODE_UNKNOWN. Never NULL. */
const char *mode_name(Mode mode);

/* The mode of a name, upper and lower case alike; MODE_UNKNOWN for any other word. */
Mode mode_from_name(const char *name);

/*
 * The mode's bit in CompatMask (KVM_PPC_COMPAT_CAP_* of Linux 7.3), 0 for a mode that no nested guest can be given:
 * those older than POWER9, and POWER12.
 */
uint64_t mode_bit(Mode mode);

/* The bits of all modes that are not newer than the given one; 0 for MODE_UNKNOWN. */
uint64_t mode_bits_up_to(Mode mode);

/* The modes of a mask, newest first, into ret_modes; returns their number. Unknown bits are passed over. */
unsigned mode_list(uint64_t mask, Mode ret_modes[MODE_GUEST_MAX]);

/* The set of one mode, and whether a set has it. */
ModeSet mode_set_of(Mode mode);
bool mode_set_has(ModeSet set, Mode mode);

/* The bits of those modes of a set that have one in KVM's answer. */
uint64_t mode_set_bits(ModeSet set);

/* The newest mode of a mask, MODE_UNKNOWN if it has none. */
Mode mode_newest(uint64_t mask);

/* Whether a cpu-version is a logical PVR (LoPAR: top byte 0x0f) rather than that of a processor. */
bool pvr_is_logical(uint32_t pvr);

/*
 * The mode of a PVR in host byte order: a logical one by exact match, a processor's by its upper 16 bits (asm/reg.h);
 * MODE_UNKNOWN for any other. A newer one is not guessed to be like the newest known.
 */
Mode mode_from_pvr(uint32_t pvr);
