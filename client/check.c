/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modes and check: the answer itself, for scripts. */
#include <stdio.h>
#include <stdlib.h>

#include "answer.h"
#include "complain.h"
#include "host.h"
#include "json.h"
#include "macros.h"
#include "report.h"
#include "verbs.h"

int verb_modes(const Options *options, const char *argument) {
        CLEANUP(host_clear) Host host = {0};

        if (!report_or_fetch_host(&options->where, &host))
                return EXIT_FAILURE;
        if (options->json != JSON_OFF) {
                CLEANUP(json_putp) struct json_object *modes = json_from_texts(host.compat_modes);

                return json_print(modes, options->json) ? EXIT_SUCCESS : EXIT_FAILURE;
        }
        for (char **mode = host.compat_modes; mode && *mode; mode++)
                puts(*mode);
        if (!options->quiet && (!host.compat_modes || !host.compat_modes[0]))
                complain("no guest mode to offer: %s", answer_why(&host));
        return EXIT_SUCCESS;
}

static bool print_json(const char *mode, Answer answer, JsonMode json) {
        CLEANUP(json_putp) struct json_object *object = json_object_new_object();
        struct json_object *supported =
                answer == ANSWER_UNKNOWN ? NULL : json_object_new_boolean(answer == ANSWER_YES);

        if (object && (json_object_object_add(object, "Mode", json_object_new_string(mode)) < 0 ||
                       json_object_object_add(object, "Supported", supported) < 0))
                return json_print(NULL, json);
        return json_print(object, json);
}

/* Scripts hold the exit status to be an answer, so all that is neither yes nor no, a failure too, is CANNOT_TELL. */
int verb_check(const Options *options, const char *argument) {
        enum { YES = 0, NO = 1, CANNOT_TELL = 2 };
        static const struct {
                const char *word;
                int status;
        } outcomes[] = {
                [ANSWER_YES] = {"yes", YES},
                [ANSWER_NO] = {"no", NO},
                [ANSWER_UNKNOWN] = {"unknown", CANNOT_TELL},
        };
        CLEANUP(host_clear) Host host = {0};
        const char *mode = guest_mode_find(argument);
        Answer answer;

        if (!mode) {
                complain(GUEST_MODE_UNKNOWN, argument);
                return EXIT_USAGE;
        }
        if (!report_or_fetch_host(&options->where, &host))
                return CANNOT_TELL;

        answer = answer_for_mode(&host, mode);
        if (options->quiet)
                return outcomes[answer].status;
        if (options->json != JSON_OFF)
                return print_json(mode, answer, options->json) ? outcomes[answer].status : CANNOT_TELL;
        puts(outcomes[answer].word);
        if (answer == ANSWER_UNKNOWN)
                complain("cannot tell: %s", answer_why(&host));
        return outcomes[answer].status;
}
