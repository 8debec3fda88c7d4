/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a host offers a mode to its guests, as far as the daemon's words allow a conclusion. */
#pragma once

#include "host.h"

typedef enum Offer {
        OFFER_YES,
        OFFER_NO,
        OFFER_UNKNOWN,
} Offer;

Offer offer_for_mode(const Host *host, const char *mode);

/* Whether the modes offered are known to work: KVM's answer of now, within the mode of the host. */
bool offer_is_certain(const Host *host);

/* NO where every guest mode is known not to work, YES where one works. */
Offer offer_for_any_mode(const Host *host);
