/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Explanations, one after the other, on the screen or as one array of JSON. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <json-c/json.h>

#include "host.h"
#include "message.h"
#include "options.h"
#include "values.h"

/* One message of a journal, and when it was said last. */
typedef struct ExplanationEntry {
        const Message *message;
        const char *text;
        Values values;
        uint64_t moment; /* microseconds of CLOCK_REALTIME */
        unsigned count;
} ExplanationEntry;

typedef struct Explanation {
        const Options *options;
        const Host *host;          /* NULL if it is not known */
        struct json_object *array; /* in place of the screen */
        unsigned found;
        bool has_failed; /* memory is short, and the error was printed */
        bool has_message;
} Explanation;

/* False, with a complaint, when memory is short. */
bool explanation_start(Explanation *explanation);

void explanation_add_reason(Explanation *explanation, const char *reason);
void explanation_add_message(Explanation *explanation, const Message *message, const char *text,
                             const Values *values);
void explanation_add_entry(Explanation *explanation, const ExplanationEntry *entry);

/* Prints the line below all of them, or the array. Returns the exit status. */
int explanation_end(Explanation *explanation);

/* A line with the message as it is written, its gaps filled with the values or dots. */
void message_print_key(const char *text, const Values *values);
