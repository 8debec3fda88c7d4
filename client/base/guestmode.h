/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The modes by their names: those of guests, and older ones that only hosts have. */
#pragma once

/*
 * The modes that a guest can be asked to have, newest first, NULL at the end. power8 is not among them: only hosts
 * whose guests may have a hash MMU offer it, and only a trial guest proves it.
 */
extern const char *const guest_modes[];

/* The spelling of one of guest_modes or of power8, whatever the case of its letters; NULL for any other word. */
const char *guest_mode_find(const char *word);

/* The error for a word that neither the host nor this program knows. */
#define GUEST_MODE_UNKNOWN "unknown mode '%s'; the known modes are power11, power10, power9 and power8"

/* The age of a mode, of hosts too: the newer, the higher; -1 for one that is not known here. */
int guest_mode_rank(const char *mode);
