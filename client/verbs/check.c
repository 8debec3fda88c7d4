/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check: the answer itself for one mode, for scripts. */
#include <stdio.h>
#include <stdlib.h>

#include "complain.h"
#include "guestmode.h"
#include "host.h"
#include "json.h"
#include "macros.h"
#include "modelist.h"
#include "offer.h"
#include "reason.h"
#include "report.h"
#include "verbs.h"

static bool print_json(const char *mode, Offer answer, JsonMode json) {
        CLEANUP(json_putp) struct json_object *object = json_object_new_object();
        bool complete = json_add(object, "Mode", json_object_new_string(mode)) &&
                        (answer == OFFER_UNKNOWN
                                 ? json_add_null(object, "Supported")
                                 : json_add(object, "Supported", json_object_new_boolean(answer == OFFER_YES)));

        return json_print(complete ? object : NULL, json);
}

/* Scripts take the exit status as the answer, so all that is neither yes nor no, also a failure, is CANNOT_TELL. */
int verb_check(const Options *options, const char *argument) {
        enum { YES = 0, NO = 1, CANNOT_TELL = EXIT_CANNOT_TELL };
        static const struct {
                const char *word;
                int status;
        } outcomes[] = {
                [OFFER_YES] = {"yes", YES},
                [OFFER_NO] = {"no", NO},
                [OFFER_UNKNOWN] = {"unknown", CANNOT_TELL},
        };
        CLEANUP(host_clear) Host host = {0};
        const char *mode;
        Offer answer;

        if (!report_or_fetch_host(&options->where, &host))
                return CANNOT_TELL;
        mode = mode_find(&host, argument);
        if (!mode) {
                complain(GUEST_MODE_UNKNOWN, argument);
                return EXIT_USAGE;
        }

        answer = offer_for_mode(&host, mode);
        if (options->quiet)
                return outcomes[answer].status;
        if (options->json != JSON_OFF)
                return print_json(mode, answer, options->json) ? outcomes[answer].status : CANNOT_TELL;
        puts(outcomes[answer].word);
        if (answer == OFFER_UNKNOWN)
                complain("unknown: %s", reason_of_host(&host));
        return outcomes[answer].status;
}
