/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json_visit.h>

#include "complain.h"
#include "macros.h"

#define JSON_C_0_18 (18 << 8)

/* The character of UTF-8 at *text, which is moved behind it; U+FFFD for a byte that starts none. */
static uint32_t take_character(const char **text) {
        const unsigned char *bytes = (const unsigned char *)*text;
        size_t size = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : bytes[0] >= 0xC0 ? 2 : 1;
        static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
        uint32_t character = size == 1 ? bytes[0] : bytes[0] & (0x7FU >> size);
        size_t i = 1;

        while (i < size && (bytes[i] & 0xC0) == 0x80)
                character = character << 6 | (bytes[i++] & 0x3F);
        if (i < size || character < smallest[size] || character > 0x10FFFF || bytes[0] >= 0xF8 ||
            (character >= 0xD800 && character <= 0xDFFF) || (size == 1 && bytes[0] >= 0x80)) {
                *text += 1;
                return 0xFFFD;
        }
        *text += size;
        return character;
}

/* ASCII alone, so that no answer can play tricks on the terminal. Other letters are only in strings, and are escaped.
 */
static void print_clean(const char *text) {
        while (*text) {
                uint32_t character = take_character(&text);

                if (character == '\n' || (character >= ' ' && character <= '~'))
                        putchar((int)character);
                else if (character <= 0xFFFF)
                        printf("\\u%04" PRIx32, character);
                else
                        printf("\\u%04" PRIx32 "\\u%04" PRIx32, 0xD800 + ((character - 0x10000) >> 10),
                               0xDC00 + (character & 0x3FF));
        }
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

bool json_add(struct json_object *object, const char *key, struct json_object *value) {
        if (object && value && json_object_object_add(object, key, value) == 0)
                return true;
        json_object_put(value);
        return false;
}

bool json_append(struct json_object *array, struct json_object *value) {
        if (array && value && json_object_array_add(array, value) == 0)
                return true;
        json_object_put(value);
        return false;
}

bool json_add_null(struct json_object *object, const char *key) {
        return object && json_object_object_add(object, key, NULL) == 0;
}

struct json_object *json_from_list(char *const *texts) {
        CLEANUP(json_putp) struct json_object *array = json_object_new_array();

        for (; texts && *texts; texts++)
                if (!json_append(array, json_object_new_string(*texts)))
                        return NULL;
        return TAKE_PTR(array);
}

struct json_object *json_from_words(const char *line) {
        CLEANUP(freep) char *words = strdup(line);
        CLEANUP(json_putp) struct json_object *array = json_object_new_array();
        char *rest;

        if (!words)
                return NULL;
        for (char *word = strtok_r(words, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest))
                if (!json_append(array, json_object_new_string(word)))
                        return NULL;
        return TAKE_PTR(array);
}

/* NaN and Infinity, which json-c takes, are no JSON. */
static int check_number(json_object *value, int flags, json_object *parent, const char *key, size_t *i, void *data) {
        return json_object_is_type(value, json_type_double) && !isfinite(json_object_get_double(value))
                       ? JSON_C_VISIT_RETURN_ERROR
                       : JSON_C_VISIT_RETURN_CONTINUE;
}

struct json_object *json_parse_object(const char *text) {
        CLEANUP(json_putp) struct json_object *value = NULL;
        size_t length = strlen(text);
        struct json_tokener *parser = length <= INT_MAX ? json_tokener_new() : NULL;
        struct json_object *object = NULL;

        if (!parser)
                return NULL;
        /* If strict, json-c 0.18 takes letters beyond ASCII for control characters where a char is signed. */
        if (json_c_version_num() < JSON_C_0_18)
                json_tokener_set_flags(parser, JSON_TOKENER_STRICT);
        /* With its length: without it json-c reads on behind a text that ends within a string. */
        value = json_tokener_parse_ex(parser, text, (int)length);
        if (json_tokener_get_parse_end(parser) == length && json_object_is_type(value, json_type_object) &&
            json_c_visit(value, 0, check_number, NULL) == 0)
                object = TAKE_PTR(value);
        json_tokener_free(parser);
        return object;
}

void json_putp(struct json_object **value) {
        json_object_put(*value);
}
