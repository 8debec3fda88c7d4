/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "reason.h"

#include <string.h>

#include "offer.h"

const ReasonText *reason_find(const char *reason, const char *platform) {
        for (const ReasonText *text = reason_texts; text->reason; text++)
                if (strcmp(text->reason, reason) == 0 && (!text->platform || strcmp(text->platform, platform) == 0))
                        return text;
        return NULL;
}

const char *reason_of_host(const Host *host) {
        const ReasonText *text = reason_find(host->reason, host->platform);

        if (!host->reason[0])
                return offer_lacks_trial(host) ? REASON_NO_TRIAL : REASON_HOST_TOO_OLD;
        return text ? text->meaning : host->reason;
}
