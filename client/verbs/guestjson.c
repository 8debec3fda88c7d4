/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guestjson.h"

#include "generation.h"
#include "macros.h"

static void add_text(struct json_object *object, const char *key, const char *text) {
        json_object_object_add(object, key, json_object_new_string(text));
}

static void add_mode(struct json_object *object, const char *key, unsigned mode) {
        json_object_object_add(object, key, mode > 0 ? json_object_new_string(generation_mode(mode)) : NULL);
}

static void add_outcome(struct json_object *object, const Outcome *outcome) {
        struct json_object *notes = json_object_new_array();

        add_text(object, "verdict", answer_word(outcome->answer));
        add_mode(object, "mode", outcome->mode);
        add_text(object, "reason", outcome->reason);
        for (unsigned bit = 1; bit <= outcome->notes; bit <<= 1)
                if (outcome->notes & bit)
                        json_object_array_add(notes, json_object_new_string(note_word((Note)bit)));
        json_object_object_add(object, "notes", notes);
}

static struct json_object *outcome_object(const Outcome *outcome) {
        struct json_object *object = json_object_new_object();

        add_outcome(object, outcome);
        return object;
}

static struct json_object *targets_object(const GuestAnswer *answer, const GuestHosts *hosts) {
        struct json_object *targets = json_object_new_object();

        for (size_t i = 0; i < hosts->targets; i++) {
                struct json_object *target = json_object_new_object();

                json_object_object_add(target, "start", outcome_object(&answer->starts[i]));
                json_object_object_add(target, "move", outcome_object(&answer->moves[i]));
                json_object_object_add(targets, hosts->names[i], target);
        }
        return targets;
}

static struct json_object *guest_object(const GuestAnswer *answer, const GuestHosts *hosts) {
        struct json_object *object = json_object_new_object();

        add_text(object, "guest", answer->name);
        if (answer->state)
                add_text(object, "state", answer->state);
        add_outcome(object, &answer->here);
        json_object_object_add(object, "died", json_object_new_boolean(answer->has_died));
        add_text(object, "change", answer->change);
        if (hosts->targets == 0)
                return object;
        add_mode(object, "common", answer->common);
        json_object_object_add(object, "hosts", targets_object(answer, hosts));
        return object;
}

bool guestjson_print(const GuestAnswer *answers, size_t count, const GuestHosts *hosts, JsonMode mode) {
        CLEANUP(json_putp) struct json_object *array = json_object_new_array();

        for (size_t i = 0; i < count; i++)
                json_object_array_add(array, guest_object(&answers[i], hosts));
        return json_print(array, mode);
}
