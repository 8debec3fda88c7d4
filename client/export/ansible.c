/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ansible.h"

#include "complain.h"
#include "guestmode.h"
#include "json.h"
#include "macros.h"
#include "stringlist.h"

static struct json_object *modes(const Host *host) {
        struct json_object *object = json_object_new_object();

        for (const char *const *mode = guest_modes; object && *mode; mode++)
                json_object_object_add(object, *mode,
                                       json_object_new_boolean(string_list_contains(host->compat_modes, *mode)));
        return object;
}

static void add_host(struct json_object *fact, const Host *host) {
        const struct {
                const char *key;
                const char *value;
        } texts[] = {
                {"recommended_mode", host->recommended_mode},
                {"host_mode", host->host_mode},
                {"processor_model", host->processor_model},
                {"platform", host->platform},
                {"state", host->state},
                {"reason", host->reason},
                {"source", host->source},
        };

        json_object_object_add(fact, "compat_modes", json_from_list(host->compat_modes));
        json_object_object_add(fact, "modes", modes(host));
        for (size_t i = 0; i < ELEMENTS(texts); i++)
                json_object_object_add(fact, texts[i].key, json_object_new_string(texts[i].value));
        json_object_object_add(fact, "generation", json_object_new_uint64(host->generation));
        json_object_object_add(fact, "last_change_usec", json_object_new_uint64(host->last_change));
}

void ansible_write(FILE *stream, const Host *host) {
        CLEANUP(json_putp) struct json_object *fact = json_object_new_object();

        if (!fact) {
                complain_of_memory();
                return;
        }
        json_object_object_add(fact, "up", json_object_new_boolean(host != NULL));
        if (host)
                add_host(fact, host);
        fprintf(stream, "%s\n",
                json_object_to_json_string_ext(fact, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}
