/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* refresh: has the daemon look at its host again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "connection.h"
#include "deadline.h"
#include "hostread.h"
#include "json.h"
#include "macros.h"
#include "ppc-compat1.h"
#include "report.h"
#include "verbs.h"
#include "words.h"

static bool is_trigger(const char *word) {
        return strcmp(word, PPC_COMPAT1_TRIGGER_CLIENT) == 0 || strcmp(word, PPC_COMPAT1_TRIGGER_MIGRATION) == 0 ||
               strcmp(word, PPC_COMPAT1_TRIGGER_RESUME) == 0;
}

static int print_outcome(const Host *host, bool changed) {
        CLEANUP(freep) char *words = words_for_host(host);

        if (!words) {
                complain_of_memory();
                return EXIT_FAILURE;
        }
        printf("%s: %s\n", changed ? "Changed" : "Nothing changed", words);
        return EXIT_SUCCESS;
}

/* Without a host, with --no-block, both are null. */
static int print_outcome_json(const Host *host, bool changed, JsonMode json) {
        CLEANUP(json_putp) struct json_object *object = json_object_new_object();
        bool complete = host ? json_add(object, "Changed", json_object_new_boolean(changed)) &&
                                        json_add(object, "Generation", json_object_new_uint64(host->generation))
                             : json_add_null(object, "Changed") && json_add_null(object, "Generation");

        return json_print(complete ? object : NULL, json) ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The answer before, the refresh, the answer after, all within one deadline, unless polkit asks a person. */
static int refresh(const Where *where, const char *trigger, Failure *failure, Host *ret_before, Host *ret_after) {
        CLEANUP(sd_bus_close_unrefp) sd_bus *bus = NULL;
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
        bool interactive = isatty(STDIN_FILENO);
        uint64_t deadline = deadline_patient();
        int r;

        r = connection_open(where, deadline, failure, &bus);
        if (r < 0)
                return r;
        /* Lets polkit ask the person, if it wants to and has an agent that can. */
        sd_bus_set_allow_interactive_authorization(bus, interactive);
        r = host_get(bus, deadline, failure, ret_before);
        if (interactive)
                deadline = deadline_of_person();
        if (r >= 0)
                r = connection_call(bus, deadline, failure, PPC_COMPAT1_INTERFACE, "Refresh", &reply, "s", trigger);
        if (r >= 0)
                r = host_get(bus, deadline, failure, ret_after);
        return r;
}

static int start_refresh(const Where *where, const char *trigger, Failure *failure) {
        CLEANUP(sd_bus_close_unrefp) sd_bus *bus = NULL;
        uint64_t deadline = deadline_brief(where);
        int r;

        r = connection_open(where, deadline, failure, &bus);
        return r < 0 ? r : connection_start(bus, deadline, failure, PPC_COMPAT1_INTERFACE, "Refresh", "s", trigger);
}

int verb_refresh(const Options *options, const char *argument) {
        CLEANUP(failure_clear) Failure failure = {0};
        CLEANUP(host_clear) Host before = {0}, after = {0};
        const char *trigger = argument ? argument : PPC_COMPAT1_TRIGGER_CLIENT;
        int r;

        if (!is_trigger(trigger)) {
                complain("unknown trigger '%s'; the triggers are client, migration and resume", trigger);
                return EXIT_USAGE;
        }
        r = options->no_block ? start_refresh(&options->where, trigger, &failure)
                              : refresh(&options->where, trigger, &failure, &before, &after);
        if (r < 0)
                return report_failure(&failure, &options->where);
        if (options->quiet || (options->no_block && options->json == JSON_OFF))
                return EXIT_SUCCESS;
        if (options->no_block)
                return print_outcome_json(NULL, false, options->json);
        if (options->json != JSON_OFF)
                return print_outcome_json(&after, after.generation != before.generation, options->json);
        return print_outcome(&after, after.generation != before.generation);
}
