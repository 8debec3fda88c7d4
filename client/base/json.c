/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json.h"

#include <stdio.h>
#include <string.h>

#include "complain.h"
#include "macros.h"

/* As string_clean() does, so that no answer can play tricks on the terminal. */
static void print_clean(const char *text) {
        for (; *text; text++)
                putchar(*text == '\n' || (*text >= ' ' && *text <= '~') ? *text : '?');
        putchar('\n');
}

bool json_print(struct json_object *value, JsonMode mode) {
        int flags =
                JSON_C_TO_STRING_NOSLASHESCAPE |
                (mode == JSON_PRETTY ? JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED : JSON_C_TO_STRING_PLAIN);
        const char *text = value ? json_object_to_json_string_ext(value, flags) : NULL;

        if (!text) {
                complain_of_memory();
                return false;
        }
        print_clean(text);
        return true;
}

struct json_object *json_from_list(char *const *texts) {
        CLEANUP(json_putp) struct json_object *array = json_object_new_array();

        for (; array && texts && *texts; texts++)
                if (json_object_array_add(array, json_object_new_string(*texts)) < 0)
                        return NULL;
        return TAKE_PTR(array);
}

struct json_object *json_from_words(const char *line) {
        CLEANUP(freep) char *words = strdup(line);
        struct json_object *array = json_object_new_array();
        char *rest;

        for (char *word = words ? strtok_r(words, " \n", &rest) : NULL; array && word;
             word = strtok_r(NULL, " \n", &rest))
                json_object_array_add(array, json_object_new_string(word));
        return array;
}

struct json_object *json_parse_object(const char *text) {
        CLEANUP(json_putp) struct json_object *value = NULL;
        struct json_tokener *parser = json_tokener_new();
        struct json_object *object = NULL;

        if (!parser)
                return NULL;
        json_tokener_set_flags(parser, JSON_TOKENER_STRICT);
        value = json_tokener_parse_ex(parser, text, -1);
        if (text[json_tokener_get_parse_end(parser)] == 0 && json_object_is_type(value, json_type_object)) {
                object = TAKE_PTR(value);
        }
        json_tokener_free(parser);
        return object;
}

void json_putp(struct json_object **value) {
        json_object_put(*value);
}
