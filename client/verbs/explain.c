/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * explain: what a Reason word or an error of a guest means, and what to do about it. It needs no daemon; where one
 * answers, it also says which modes its host has.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "complain.h"
#include "deadline.h"
#include "hostread.h"
#include "json.h"
#include "macros.h"
#include "message.h"
#include "reason.h"
#include "screen.h"
#include "terminal.h"
#include "verbs.h"
#include "words.h"

/* What is to be explained, and the host if it is known. */
typedef struct Explanation {
        const Options *options;
        const char *words; /* NULL for all */
        const Host *host;
        struct json_object *array; /* what is found goes there in place of the screen */
        unsigned found;
} Explanation;

static void start_block(Explanation *explanation, const char *label, const char *name) {
        if (explanation->found++ > 0)
                putchar('\n');
        screen_print_label(label);
        puts(name);
}

static struct json_object *new_entry(const char *key, const char *name, const char *meaning, const char *action) {
        CLEANUP(json_putp) struct json_object *object = json_object_new_object();
        struct json_object *entry;

        if (!object || json_object_object_add(object, key, json_object_new_string(name)) < 0 ||
            json_object_object_add(object, "Meaning", json_object_new_string(meaning)) < 0 ||
            json_object_object_add(object, "Action", json_object_new_string(action)) < 0)
                return NULL;
        entry = object;
        object = NULL;
        return entry;
}

static bool is_same_reason(const ReasonText *text, const char *reason) {
        return text->reason && strcmp(text->reason, reason) == 0;
}

static void add_reason(Explanation *explanation, const ReasonText *first, const ReasonText *general) {
        struct json_object *entry = new_entry("Reason", first->reason, first->meaning, general->action);
        struct json_object *actions = json_object_new_object();

        explanation->found++;
        for (const ReasonText *text = first; actions && text < general; text++)
                json_object_object_add(actions, text->platform, json_object_new_string(text->action));
        json_object_object_add(entry, "ActionOn", actions);
        json_object_array_add(explanation->array, entry);
}

/* The rows of one reason, of which the last is for all platforms; on a host that is known, its own row alone. */
static void explain_reason(Explanation *explanation, const ReasonText *first, const ReasonText *general) {
        const ReasonText *own = explanation->host ? reason_find(first->reason, explanation->host->platform) : NULL;

        if (explanation->array) {
                add_reason(explanation, first, general);
                return;
        }
        start_block(explanation, "Reason", first->reason);
        screen_print_sentence("Meaning", first->meaning);
        screen_print_sentence("What to do", own ? own->action : general->action);
        for (const ReasonText *text = first; !own && text < general; text++) {
                char label[32];

                snprintf(label, sizeof label, "On %s", text->platform);
                screen_print_sentence(label, text->action);
        }
}

static void explain_error(Explanation *explanation, const GuestError *error) {
        if (explanation->array) {
                explanation->found++;
                json_object_array_add(explanation->array,
                                      new_entry("Error", error->error, error->meaning, error->action));
                return;
        }
        start_block(explanation, "Error", error->error);
        screen_print_sentence("Meaning", error->meaning);
        screen_print_sentence("What to do", error->action);
}

static void explain_what_matches(Explanation *explanation) {
        for (const ReasonText *first = reason_texts, *last; first->reason; first = last + 1) {
                for (last = first; is_same_reason(last + 1, first->reason); last++)
                        ;
                if (!explanation->words || strcasecmp(explanation->words, first->reason) == 0)
                        explain_reason(explanation, first, last);
        }
        for (const GuestError *error = guest_errors; error->error; error++)
                if (!explanation->words || guest_error_matches(error, explanation->words))
                        explain_error(explanation, error);
}

static void print_names(void) {
        for (const ReasonText *text = reason_texts; text->reason; text++)
                if (!text->platform)
                        puts(text->reason);
        for (const GuestError *error = guest_errors; error->error; error++)
                puts(error->error);
}

static int complain_of_unknown(const char *words) {
        CLEANUP(freep) char *known = NULL;
        size_t size;
        FILE *stream = open_memstream(&known, &size);

        if (!stream) {
                complain_of_memory();
                return EXIT_FAILURE;
        }
        for (const ReasonText *text = reason_texts; text->reason; text++)
                if (!text->platform)
                        fprintf(stream, "%s%s", text == reason_texts ? "" : ", ", text->reason);
        fclose(stream);
        complain("'%s' is neither a reason nor a part of an error known here; the reasons are %s; "
                 "'ppc-compatctl explain' lists the errors too",
                 words, known);
        return EXIT_FAILURE;
}

static bool print_host(const Host *host) {
        CLEANUP(freep) char *words = words_for_host(host);

        if (!words) {
                complain_of_memory();
                return false;
        }
        screen_print_label("This host");
        puts(words);
        return true;
}

static bool print_explanations(Explanation *explanation) {
        bool printed = true;

        if (explanation->options->json != JSON_OFF) {
                CLEANUP(json_putp) struct json_object *array = json_object_new_array();

                explanation->array = array;
                explain_what_matches(explanation);
                return explanation->found == 0 || json_print(array, explanation->options->json);
        }
        if (!explanation->words)
                terminal_start_pager(!explanation->options->no_pager);
        explain_what_matches(explanation);
        if (explanation->found > 0 && explanation->host)
                printed = print_host(explanation->host);
        terminal_end_pager();
        return printed;
}

int verb_explain(const Options *options, const char *argument) {
        CLEANUP(host_clear) Host host = {0};
        Explanation explanation = {.options = options, .words = argument};

        if (!argument && options->quiet && options->json == JSON_OFF) {
                print_names();
                return EXIT_SUCCESS;
        }
        if (argument && options->json == JSON_OFF &&
            host_fetch(&options->where, deadline_brief(&options->where), NULL, &host) >= 0)
                explanation.host = &host;
        if (!print_explanations(&explanation))
                return EXIT_FAILURE;
        return explanation.found > 0 ? EXIT_SUCCESS : complain_of_unknown(argument);
}
