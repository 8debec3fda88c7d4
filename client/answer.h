/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a guest can use a mode, as far as the daemon's words allow a conclusion. */
#pragma once

#include "host.h"

typedef enum Answer {
        ANSWER_YES,
        ANSWER_NO,
        ANSWER_UNKNOWN,
} Answer;

/* The modes that a guest can be asked to have, newest first, NULL at the end. */
extern const char *const guest_modes[];

/* The mode's own spelling in guest_modes, whatever the case of its letters; NULL for any other word. */
const char *guest_mode_find(const char *word);

/* What to say of such a word. */
#define GUEST_MODE_UNKNOWN "'%s' is not a mode known here; the modes are power11, power10 and power9"

Answer answer_for_mode(const Host *host, const char *mode);

/* Why a host without any flaw has no guest mode to offer. */
#define ANSWER_HOST_TOO_OLD "this host is older than POWER9, the oldest guest mode"

/* Why the host has no more modes to offer, in words. */
const char *answer_why(const Host *host);

/* Whether the modes offered are known to work: KVM's answer of now, within the mode of the host. */
bool answer_is_certain(const Host *host);

/* NO where every guest mode is known not to work, YES where one works. */
Answer answer_for_any_mode(const Host *host);
