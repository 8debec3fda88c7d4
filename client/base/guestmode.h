/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The modes by their names: those of guests, and older ones that only hosts have. */
#pragma once

/* The modes of CompatModes, newest first, NULL at the end. */
extern const char *const guest_modes[];

/* The own spelling of a mode of these or of power8, whatever the case of its letters; NULL for any other word. */
const char *guest_mode_find(const char *word);

/* What to say of such a word. */
#define GUEST_MODE_UNKNOWN "'%s' is not a mode known here; the modes are power11, power10, power9 and power8"

/* The age of a mode, of hosts too: the newer, the higher; -1 for one that is not known here. */
int guest_mode_rank(const char *mode);
