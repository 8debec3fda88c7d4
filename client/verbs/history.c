/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* history: the newest changes that the daemon remembers, newest first. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "changes.h"
#include "complain.h"
#include "deadline.h"
#include "json.h"
#include "macros.h"
#include "moment.h"
#include "report.h"
#include "stringlist.h"
#include "terminal.h"
#include "verbs.h"

static void print_legend(void) {
        printf("%-27s %10s  %-24s %-10s %s\n", "TIME", "GENERATION", "MODES", "TRIGGER", "REASON");
}

static bool print_change(const Change *change) {
        CLEANUP(freep) char *modes = string_list_join(change->modes, "-");
        char moment[MOMENT_SIZE];

        if (!modes) {
                complain_of_memory();
                return false;
        }
        moment_format(change->moment, moment, sizeof moment);
        printf("%-27s %10" PRIu64 "  %-24s %-10s %s\n", moment, change->generation, modes, change->trigger,
               change->reason[0] ? change->reason : "-");
        return true;
}

static bool append_change(struct json_object *array, const Change *change) {
        struct json_object *object = json_object_new_object();

        return json_append(array, object) && json_add(object, "Timestamp", json_object_new_uint64(change->moment)) &&
               json_add(object, "Generation", json_object_new_uint64(change->generation)) &&
               json_add(object, "CompatModes", json_from_list(change->modes)) &&
               json_add(object, "Trigger", json_object_new_string(change->trigger)) &&
               json_add(object, "Reason", json_object_new_string(change->reason));
}

static bool print_as_json(const Changes *changes, JsonMode json) {
        CLEANUP(json_putp) struct json_object *array = json_object_new_array();
        bool complete = array;

        for (size_t i = 0; complete && i < changes->count; i++)
                complete = append_change(array, &changes->items[i]);
        return json_print(complete ? array : NULL, json);
}

static bool print_table(const Changes *changes, bool quiet) {
        if (!quiet)
                print_legend();
        for (size_t i = 0; i < changes->count; i++)
                if (!print_change(&changes->items[i]))
                        return false;
        return true;
}

int verb_history(const Options *options, const char *argument) {
        CLEANUP(failure_clear) Failure failure = {0};
        CLEANUP(changes_clear) Changes changes = {0};
        bool printed;

        if (changes_fetch(&options->where, deadline_patient(), &failure, &changes) < 0)
                return report_failure(&failure, &options->where);
        terminal_start_pager(!options->no_pager);
        printed = options->json != JSON_OFF ? print_as_json(&changes, options->json)
                                            : print_table(&changes, options->quiet);
        terminal_end_pager();
        return printed ? EXIT_SUCCESS : EXIT_FAILURE;
}
