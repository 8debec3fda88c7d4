/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON as --json asks for it. */
#pragma once

#include <stdbool.h>

#include <json-c/json.h>

typedef enum JsonMode {
        JSON_OFF,
        JSON_SHORT,
        JSON_PRETTY,
} JsonMode;

/* Prints one value and a newline; on several lines with JSON_PRETTY. False, with a complaint, when memory is short.
 */
bool json_print(struct json_object *value, JsonMode mode);

/*
 * Puts the value, which is taken in either case, into an object or behind an array. False when memory is short, which
 * a missing object, array or value shows.
 */
bool json_add(struct json_object *object, const char *key, struct json_object *value);
bool json_append(struct json_object *array, struct json_object *value);

/* Puts a null into an object. False when memory is short; a missing object counts as that. */
bool json_add_null(struct json_object *object, const char *key);

/* An array of strings from a list that ends with NULL; NULL when memory is short. */
struct json_object *json_from_list(char *const *texts);

/* The words of a line, as they go to the program that is started; NULL when memory is short. */
struct json_object *json_from_words(const char *line);

/* One whole object and nothing behind it; else NULL. */
struct json_object *json_parse_object(const char *text);

/* For CLEANUP(). */
void json_putp(struct json_object **value);
