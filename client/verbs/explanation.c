/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "explanation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circumstances.h"
#include "complain.h"
#include "json.h"
#include "macros.h"
#include "moment.h"
#include "reason.h"
#include "screen.h"
#include "stringlist.h"
#include "terminal.h"
#include "words.h"

static void fail(Explanation *explanation) {
        if (!explanation->has_failed)
                complain_of_memory();
        explanation->has_failed = true;
}

bool explanation_start(Explanation *explanation) {
        if (explanation->options->json == JSON_OFF)
                return true;
        explanation->array = json_object_new_array();
        if (!explanation->array)
                fail(explanation);
        return explanation->array;
}

static void start_block(Explanation *explanation) {
        if (explanation->found++ > 0)
                putchar('\n');
}

static struct json_object *new_entry(const char *key, const char *name, const char *meaning, const char *action) {
        CLEANUP(json_putp) struct json_object *object = json_object_new_object();
        bool complete = json_add(object, key, json_object_new_string(name)) &&
                        json_add(object, "Meaning", json_object_new_string(meaning)) &&
                        json_add(object, "Action", json_object_new_string(action));

        return complete ? TAKE_PTR(object) : NULL;
}

static void add_reason_object(Explanation *explanation, const ReasonText *first, const ReasonText *general) {
        CLEANUP(json_putp)
        struct json_object *entry = new_entry("Reason", first->reason, first->meaning, general->action);
        struct json_object *actions = json_object_new_object();

        explanation->found++;
        for (const ReasonText *text = first; text < general; text++)
                if (!json_add(actions, text->platform, json_object_new_string(text->action)))
                        fail(explanation);
        if (!json_add(entry, "ActionOn", actions) || !json_append(explanation->array, TAKE_PTR(entry)))
                fail(explanation);
}

/* The rows of one reason, of which the last is for all platforms; on a host that is known, its own row alone. */
void explanation_add_reason(Explanation *explanation, const char *reason) {
        const ReasonText *own = explanation->host ? reason_find(reason, explanation->host->platform) : NULL;
        const ReasonText *first = reason_texts, *general;

        while (strcmp(first->reason, reason) != 0)
                first++;
        for (general = first; general->platform; general++)
                ;
        if (explanation->array) {
                add_reason_object(explanation, first, general);
                return;
        }
        start_block(explanation);
        screen_print_sentence("Reason", first->reason);
        screen_print_sentence("Meaning", first->meaning);
        screen_print_sentence("What to do", own ? own->action : general->action);
        for (const ReasonText *text = first; !own && text < general; text++) {
                char label[32];

                snprintf(label, sizeof label, "On %s", text->platform);
                screen_print_sentence(label, text->action);
        }
}

/* "{mode}" becomes its value, or dots. NULL when memory is short. */
static char *fill_key(const char *text, const Values *values) {
        CLEANUP(freep) char *filled = NULL;
        char *template = NULL, *key;
        size_t size;
        FILE *stream = open_memstream(&template, &size);

        if (!stream)
                return NULL;
        for (; *text; text++)
                fprintf(stream, *text == '}' ? "|...%c" : "%c", *text);
        if (fclose(stream) == 0)
                filled = values_fill(values, template);
        free(template);
        key = filled;
        filled = NULL;
        return key;
}

void message_print_key(const char *text, const Values *values) {
        static const Values none;
        CLEANUP(freep) char *key = fill_key(text, values ? values : &none);

        if (key)
                puts(key);
}

static void print_time(const ExplanationEntry *entry) {
        char when[MOMENT_SIZE], words[MOMENT_SIZE + 32];

        moment_format(entry->moment, when, sizeof when);
        snprintf(words, sizeof words, "%s%s", entry->count > 1 ? "last on " : "", when);
        screen_print_label(entry->count > 1 ? "Times" : "Time");
        if (entry->count > 1)
                printf("%u, ", entry->count);
        puts(words);
}

static void add_object(Explanation *explanation, const char *key, const char *meaning, const char *action,
                       const ExplanationEntry *entry) {
        struct json_object *object = new_entry("Error", key, meaning, action);
        bool complete = json_append(explanation->array, object) &&
                        (!entry || (json_add(object, "Timestamp", json_object_new_int64((int64_t)entry->moment)) &&
                                    json_add(object, "Count", json_object_new_int64(entry->count))));

        if (!complete)
                fail(explanation);
        explanation->found++;
}

static void add_message(Explanation *explanation, const Message *message, const char *text, const Values *own,
                        const ExplanationEntry *entry) {
        CLEANUP(freep) char *key = fill_key(text, own), *meaning = NULL, *action = NULL;
        Values values = {0};

        if (explanation->host || entry || own->count > 0)
                circumstances_set(explanation->options, explanation->host, &values);
        values_add(&values, own);
        circumstances_judge(&values);
        meaning = message_choose(message->meaning, &values);
        action = message_choose(message->action, &values);
        if (!key || !meaning || !action) {
                fail(explanation);
                return;
        }
        explanation->has_message = true;
        if (explanation->array) {
                add_object(explanation, key, meaning, action, entry);
                return;
        }
        start_block(explanation);
        screen_print_sentence("Error", key);
        if (entry)
                print_time(entry);
        screen_print_sentence("Meaning", meaning);
        screen_print_sentence("What to do", action);
}

void explanation_add_message(Explanation *explanation, const Message *message, const char *text,
                             const Values *values) {
        add_message(explanation, message, text, values, NULL);
}

void explanation_add_entry(Explanation *explanation, const ExplanationEntry *entry) {
        add_message(explanation, entry->message, entry->text, &entry->values, entry);
}

static void print_host(Explanation *explanation) {
        CLEANUP(freep) char *words = words_for_host(explanation->host);
        CLEANUP(freep) char *options = string_list_join(explanation->host->machine_options, "");

        if (!words || !options) {
                fail(explanation);
                return;
        }
        screen_print_label("This host");
        puts(words);
        if (explanation->has_message && options[0])
                screen_print_sentence("QEMU needs", options);
}

int explanation_end(Explanation *explanation) {
        if (explanation->array) {
                if (!explanation->has_failed && !json_print(explanation->array, explanation->options->json))
                        explanation->has_failed = true;
                json_object_put(explanation->array);
                explanation->array = NULL;
        } else if (explanation->host)
                print_host(explanation);
        terminal_end_pager();
        return explanation->has_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
