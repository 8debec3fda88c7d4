/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "reason.h"

#include <string.h>

#include "offer.h"
#include "ppc-compat1.h"
#include "stringlist.h"

const ReasonText *reason_find(const char *reason, const char *platform) {
        const ReasonText *text = reason_texts;

        while (text->reason &&
               (strcmp(text->reason, reason) != 0 || (text->platform && strcmp(text->platform, platform) != 0)))
                text++;
        return text;
}

const char *reason_of_host(const Host *host) {
        if (string_equal(host->state, PPC_COMPAT1_STATE_READY))
                return offer_lacks_trial(host) ? REASON_NO_TRIAL : REASON_HOST_TOO_OLD;
        return reason_find(host->reason, host->platform)->meaning;
}
