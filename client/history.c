/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* history: the newest changes that the daemon remembers, newest first. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "connection.h"
#include "failure.h"
#include "json.h"
#include "macros.h"
#include "message.h"
#include "ppc-compat1.h"
#include "terminal.h"
#include "text.h"
#include "verbs.h"
#include "when.h"

typedef struct Change {
        uint64_t moment;
        uint64_t generation;
        char **modes;
        char *trigger;
        char *reason;
} Change;

static void change_clear(Change *change) {
        texts_free(change->modes);
        free(change->trigger);
        free(change->reason);
}

static void print_legend(void) {
        printf("%-27s %10s  %-24s %-10s %s\n", "TIME", "GENERATION", "MODES", "TRIGGER", "REASON");
}

static bool print_change(const Change *change) {
        CLEANUP(freep) char *modes = texts_join(change->modes, "-");
        char moment[WHEN_SIZE];

        if (!modes) {
                complain_of_memory();
                return false;
        }
        when_format(change->moment, moment, sizeof moment);
        printf("%-27s %10" PRIu64 "  %-24s %-10s %s\n", moment, change->generation, modes, change->trigger,
               change->reason[0] ? change->reason : "-");
        return true;
}

static bool append_change(struct json_object *array, const Change *change) {
        struct json_object *object = json_object_new_object();

        return object && json_object_array_add(array, object) == 0 &&
               json_object_object_add(object, "Timestamp", json_object_new_uint64(change->moment)) == 0 &&
               json_object_object_add(object, "Generation", json_object_new_uint64(change->generation)) == 0 &&
               json_object_object_add(object, "CompatModes", json_from_texts(change->modes)) == 0 &&
               json_object_object_add(object, "Trigger", json_object_new_string(change->trigger)) == 0 &&
               json_object_object_add(object, "Reason", json_object_new_string(change->reason)) == 0;
}

static int read_change(sd_bus_message *message, Change *change) {
        int r;

        r = sd_bus_message_read(message, "tt", &change->moment, &change->generation);
        if (r >= 0)
                r = message_read_texts(message, &change->modes);
        if (r >= 0)
                r = message_read_text(message, &change->trigger);
        if (r >= 0)
                r = message_read_text(message, &change->reason);
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

/* Prints the changes, or appends them to the array where there is one. */
static bool each_change(sd_bus_message *reply, struct json_object *array) {
        int r;

        r = sd_bus_message_enter_container(reply, 'a', "(ttasss)");
        while (r >= 0 && (r = sd_bus_message_enter_container(reply, 'r', "ttasss")) > 0) {
                CLEANUP(change_clear) Change change = {0};

                r = read_change(reply, &change);
                if (r >= 0 && !(array ? append_change(array, &change) : print_change(&change)))
                        return false;
        }
        if (r < 0)
                failure_complain_garbled();
        return r >= 0;
}

static bool print_history(const Options *options, sd_bus_message *reply) {
        CLEANUP(json_putp) struct json_object *array = NULL;

        if (options->json != JSON_OFF) {
                array = json_object_new_array();
                return array && each_change(reply, array) && json_print(array, options->json);
        }
        if (!options->quiet)
                print_legend();
        return each_change(reply, NULL);
}

int verb_history(const Options *options, const char *argument) {
        CLEANUP(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
        bool printed;

        if (!connection_open(&options->where, &bus) ||
            !connection_call(&options->where, bus, PPC_COMPAT1_INTERFACE, "GetHistory", &reply, NULL))
                return EXIT_FAILURE;
        terminal_start_pager(!options->no_pager);
        printed = print_history(options, reply);
        terminal_end_pager();
        return printed ? EXIT_SUCCESS : EXIT_FAILURE;
}
