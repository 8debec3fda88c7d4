/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ansible.h"

#include "json.h"
#include "macros.h"
#include "modelist.h"
#include "offer.h"

/* What the host knows about each mode: true, false, or null; and a list of the last. */
static bool add_modes(struct json_object *fact, const Host *host) {
        struct json_object *modes = json_object_new_object(), *unknown;
        ModeList list = mode_list_of_host(host);

        if (!json_add(fact, "modes", modes))
                return false;
        unknown = json_object_new_array();
        if (!json_add(fact, "unknown_modes", unknown))
                return false;
        for (size_t i = 0; i < list.count; i++) {
                Offer offer = offer_for_mode(host, list.names[i]);

                if (offer != OFFER_UNKNOWN) {
                        if (!json_add(modes, list.names[i], json_object_new_boolean(offer == OFFER_YES)))
                                return false;
                } else if (!json_add_null(modes, list.names[i]) ||
                           !json_append(unknown, json_object_new_string(list.names[i])))
                        return false;
        }
        return true;
}

static bool add_host(struct json_object *fact, const Host *host) {
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

        if (!json_add(fact, "compat_modes", json_from_list(host->compat_modes)) || !add_modes(fact, host))
                return false;
        for (size_t i = 0; i < ELEMENTS(texts); i++)
                if (!json_add(fact, texts[i].key, json_object_new_string(texts[i].value)))
                        return false;
        return json_add(fact, "generation", json_object_new_uint64(host->generation)) &&
               json_add(fact, "last_change_usec", json_object_new_uint64(host->last_change));
}

bool ansible_write(FILE *stream, const Host *host) {
        CLEANUP(json_putp) struct json_object *fact = json_object_new_object();
        const char *text;

        if (!json_add(fact, "up", json_object_new_boolean(host != NULL)) || (host && !add_host(fact, host)))
                return false;
        text = json_object_to_json_string_ext(fact, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
        if (text)
                fprintf(stream, "%s\n", text);
        return text;
}
