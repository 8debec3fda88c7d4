/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a host offers a mode to its guests, as far as the daemon's words allow a conclusion. */
#pragma once

#include "host.h"

typedef enum Offer {
        OFFER_YES,
        OFFER_NO,
        OFFER_UNKNOWN,
} Offer;

/*
 * A mode that is offered works, and one newer than the host's own does not. Of the others the Reason says whether
 * they may work nevertheless.
 */
Offer offer_for_mode(const Host *host, const char *mode);

/* A POWER8 server where no guest could be tried; only a trial would show what its guests can have. */
bool offer_lacks_trial(const Host *host);

/* Whether all that guests can have is power8, which is never in CompatModes. */
bool offer_is_power8_alone(const Host *host);

/* Whether the modes offered are known to work: KVM's answer of now, within the mode of the host. */
bool offer_is_certain(const Host *host);

/* Whether a mode that is not offered may work nevertheless. */
bool offer_may_lack_modes(const Host *host);

/* YES where a mode is offered, NO where every guest mode is known not to work. */
Offer offer_for_any_mode(const Host *host);
