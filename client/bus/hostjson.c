/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hostjson.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "macros.h"
#include "stringlist.h"

static int read_text(struct json_object *value, char **field) {
        if (!json_object_is_type(value, json_type_string))
                return -EBADMSG;
        *field = strdup(json_object_get_string(value));
        if (!*field)
                return -ENOMEM;
        string_clean(*field);
        return 0;
}

static int read_texts(struct json_object *value, char ***field) {
        size_t count;
        int r = 0;

        if (!json_object_is_type(value, json_type_array))
                return -EBADMSG;
        count = json_object_array_length(value);
        *field = calloc(count + 1, sizeof **field);
        if (!*field)
                return -ENOMEM;
        for (size_t i = 0; i < count && r >= 0; i++)
                r = read_text(json_object_array_get_idx(value, i), &(*field)[i]);
        return r;
}

static int read_pairs(struct json_object *value, char ***field) {
        size_t count = 0;

        if (!json_object_is_type(value, json_type_object))
                return -EBADMSG;
        *field = calloc((size_t)json_object_object_length(value) + 1, sizeof **field);
        if (!*field)
                return -ENOMEM;
        json_object_object_foreach(value, key, word) {
                char *pair;

                if (!json_object_is_type(word, json_type_string))
                        return -EBADMSG;
                if (asprintf(&pair, "%s=%s", key, json_object_get_string(word)) < 0)
                        return -ENOMEM;
                string_clean(pair);
                (*field)[count++] = pair;
        }
        return 0;
}

/* A number, or a string such as "0x0f000006". */
static int read_number(struct json_object *value, uint64_t most, uint64_t *ret_number) {
        uint64_t number;

        if (json_object_is_type(value, json_type_string)) {
                const char *digits = json_object_get_string(value);
                char *end;

                if (strncmp(digits, "0x", 2) != 0 || !strchr("0123456789abcdef", digits[2]))
                        return -EBADMSG;
                errno = 0;
                number = strtoull(digits, &end, 16);
                if (errno != 0 || *end)
                        return -EBADMSG;
        } else if (json_object_is_type(value, json_type_int) && json_object_get_int64(value) >= 0)
                number = json_object_get_uint64(value);
        else
                return -EBADMSG;
        if (number > most)
                return -EBADMSG;
        *ret_number = number;
        return 0;
}

static int read_value(struct json_object *value, const char *type, void *field) {
        uint64_t number;
        int r;

        if (strcmp(type, "as") == 0)
                return read_texts(value, field);
        if (strcmp(type, "a{ss}") == 0)
                return read_pairs(value, field);
        if (strcmp(type, "s") == 0)
                return read_text(value, field);
        if (strcmp(type, "t") == 0)
                return read_number(value, UINT64_MAX, field);
        r = read_number(value, UINT32_MAX, &number);
        if (r >= 0)
                *(uint32_t *)field = (uint32_t)number;
        return r;
}

int host_read_json(const char *text, Host *ret_host) {
        CLEANUP(json_putp) struct json_object *description = json_parse_object(text);
        CLEANUP(host_clear) Host host = {0};
        HostProperties seen = 0;

        for (size_t i = 0; i < HOST_PROPERTY_COUNT; i++) {
                struct json_object *value;
                int r;

                if (!json_object_object_get_ex(description, host_properties[i].name, &value))
                        continue;
                r = read_value(value, host_properties[i].type, host_field(&host, i));
                if (r < 0)
                        return r;
                seen |= (HostProperties)1 << i;
        }
        if (!host_is_complete(seen))
                return -EBADMSG;
        *ret_host = host;
        host = (Host){0};
        return 0;
}
