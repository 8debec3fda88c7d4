/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guestjson.h"

#include "generation.h"
#include "macros.h"

static bool add_text(struct json_object *object, const char *key, const char *text) {
        return json_add(object, key, json_object_new_string(text));
}

/* 0 is null. */
static bool add_mode(struct json_object *object, const char *key, unsigned mode) {
        return mode > 0 ? add_text(object, key, generation_mode(mode)) : json_add_null(object, key);
}

static bool add_notes(struct json_object *object, const Outcome *outcome) {
        struct json_object *notes = json_object_new_array();

        if (!json_add(object, "notes", notes))
                return false;
        for (unsigned bit = 1; bit <= outcome->notes; bit <<= 1)
                if ((outcome->notes & bit) && !json_append(notes, json_object_new_string(note_word((Note)bit))))
                        return false;
        return true;
}

static bool add_outcome(struct json_object *object, const Outcome *outcome) {
        return add_text(object, "verdict", answer_word(outcome->answer)) && add_mode(object, "mode", outcome->mode) &&
               add_text(object, "reason", outcome->reason) && add_notes(object, outcome);
}

static bool add_outcome_of(struct json_object *target, const char *key, const Outcome *outcome) {
        struct json_object *object = json_object_new_object();

        return json_add(target, key, object) && add_outcome(object, outcome);
}

static bool add_targets(struct json_object *object, const GuestAnswer *answer, const GuestHosts *hosts) {
        struct json_object *targets = json_object_new_object();

        if (!json_add(object, "hosts", targets))
                return false;
        for (size_t i = 0; i < hosts->targets; i++) {
                struct json_object *target = json_object_new_object();

                if (!json_add(targets, hosts->names[i], target) ||
                    !add_outcome_of(target, "start", &answer->starts[i]) ||
                    !add_outcome_of(target, "move", &answer->moves[i]))
                        return false;
        }
        return true;
}

static bool append_guest(struct json_object *array, const GuestAnswer *answer, const GuestHosts *hosts) {
        struct json_object *object = json_object_new_object();

        return json_append(array, object) && add_text(object, "guest", answer->name) &&
               (!answer->state || add_text(object, "state", answer->state)) && add_outcome(object, &answer->here) &&
               json_add(object, "died", json_object_new_boolean(answer->has_died)) &&
               add_text(object, "change", answer->change) &&
               (hosts->targets == 0 ||
                (add_mode(object, "common", answer->common) && add_targets(object, answer, hosts)));
}

bool guestjson_print(const GuestAnswer *answers, size_t count, const GuestHosts *hosts, JsonMode mode) {
        CLEANUP(json_putp) struct json_object *array = json_object_new_array();
        bool complete = array;

        for (size_t i = 0; complete && i < count; i++)
                complete = append_guest(array, &answers[i], hosts);
        return json_print(complete ? array : NULL, mode);
}
