/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "message.h"

#include <stdlib.h>
#include <string.h>

#include "fragment.h"
#include "macros.h"

#define WINDOW 65536

/* How many letters before a message a clue may be, and after it the registers that a stranger prints with it. */
#define BEFORE_MAX 4096
#define STRANGER_MAX 512

struct MessageSearch {
        LetterFold fold;
        PatternIndex index;
        Letter letters[WINDOW + PATTERN_REACH + 2 * LETTER_HELD_MAX + 1];
        size_t count;
        size_t passed; /* letters that were there before these */
        Values values;
        Values gaps; /* of the pattern at hand */
        bool speaker_is_stranger;
        size_t covered; /* letters up to here belong to a message */
        size_t settled; /* no stranger's registers belong to messages before this place */
        size_t message_count, clue_count, reason_count;
        size_t *clue_places; /* behind the last of each; 0 for none */
        Values *clue_values;
        size_t *places; /* behind the first of each message; 0 for none */
        bool *reasons;
        MessageFinding *findings;
};

static void count_tables(MessageSearch *search) {
        while (messages[search->message_count].text)
                search->message_count++;
        while (message_clues[search->clue_count].name)
                search->clue_count++;
        while (message_reasons[search->reason_count])
                search->reason_count++;
}

MessageSearch *message_search_new(void) {
        CLEANUP(message_search_freep) MessageSearch *search = calloc(1, sizeof *search);
        MessageSearch *complete;

        if (!search)
                return NULL;
        count_tables(search);
        search->clue_places = calloc(search->clue_count + 1, sizeof search->clue_places[0]);
        search->clue_values = calloc(search->clue_count + 1, sizeof search->clue_values[0]);
        search->places = calloc(search->message_count + 1, sizeof search->places[0]);
        search->reasons = calloc(search->reason_count + 1, sizeof search->reasons[0]);
        search->findings = calloc(search->message_count + 1, sizeof search->findings[0]);
        if (!search->clue_places || !search->clue_values || !search->places || !search->reasons || !search->findings)
                return NULL;
        pattern_index_fill(&search->index, message_patterns);
        message_search_reset(search);
        complete = search;
        search = NULL;
        return complete;
}

MessageSearch *message_search_free(MessageSearch *search) {
        if (!search)
                return NULL;
        free(search->clue_places);
        free(search->clue_values);
        free(search->places);
        free(search->reasons);
        free(search->findings);
        free(search);
        return NULL;
}

void message_search_freep(MessageSearch **search) {
        message_search_free(*search);
}

void message_search_reset(MessageSearch *search) {
        search->fold = (LetterFold){.joiner = ' '};
        search->count = search->passed = search->covered = search->settled = 0;
        search->values.count = 0;
        search->speaker_is_stranger = false;
        memset(search->clue_places, 0, search->clue_count * sizeof search->clue_places[0]);
        memset(search->places, 0, search->message_count * sizeof search->places[0]);
        memset(search->reasons, 0, search->reason_count * sizeof search->reasons[0]);
}

static bool is_followed(const char *const *patterns, const Letter *letters, size_t count) {
        size_t length;

        for (; patterns && *patterns; patterns++)
                if (pattern_matches(*patterns, letters, count, &length, NULL))
                        return true;
        return false;
}

static void add_clues_before(const MessageSearch *search, size_t place, Values *values) {
        for (size_t i = 0; i < search->clue_count; i++)
                if (message_clues[i].is_before && search->clue_places[i] > 0 &&
                    place - search->clue_places[i] <= BEFORE_MAX)
                        values_add(values, &search->clue_values[i]);
}

static void add_message(MessageSearch *search, const Pattern *pattern, size_t place, const Values *gaps) {
        MessageFinding *finding = &search->findings[pattern->owner];

        search->covered = place;
        if (search->places[pattern->owner] > 0 || (messages[pattern->owner].is_common && search->speaker_is_stranger))
                return;
        search->places[pattern->owner] = place;
        finding->message = &messages[pattern->owner];
        finding->text = pattern->text;
        finding->values.count = 0;
        add_clues_before(search, place, &finding->values);
        values_add(&finding->values, gaps);
}

static void add_clue(MessageSearch *search, unsigned clue, size_t place, const Values *gaps) {
        Values *values = message_clues[clue].is_before ? &search->clue_values[clue] : &search->values;

        if (message_clues[clue].is_before)
                values->count = 0;
        values_set(values, message_clues[clue].name, "");
        values_add(values, gaps);
        search->clue_places[clue] = place;
}

/* The messages just before were a stranger's too. */
static void drop_common_messages(MessageSearch *search, size_t place) {
        for (size_t i = 0; i < search->message_count; i++)
                if (messages[i].is_common && search->places[i] > search->settled &&
                    place - search->places[i] <= STRANGER_MAX)
                        search->places[i] = 0;
}

static void hear_speaker(MessageSearch *search, size_t place, const Values *gaps) {
        const char *architecture = values_get(gaps, "arch");

        search->speaker_is_stranger = architecture && strncmp(architecture, "ppc", strlen("ppc")) != 0;
        if (search->speaker_is_stranger)
                drop_common_messages(search, place);
        else
                search->settled = place;
}

static void take(MessageSearch *search, const Pattern *pattern, size_t place, const Values *gaps) {
        switch (pattern->kind) {
        case PATTERN_NONE:
                break;
        case PATTERN_MESSAGE:
                add_message(search, pattern, place, gaps);
                break;
        case PATTERN_CLUE:
                add_clue(search, pattern->owner, place, gaps);
                break;
        case PATTERN_REASON:
                search->reasons[pattern->owner] = true;
                break;
        case PATTERN_PROGRAM:
                hear_speaker(search, place, gaps);
                break;
        case PATTERN_STRANGER:
                drop_common_messages(search, place);
                break;
        case PATTERN_NATIVE:
                search->settled = place;
                break;
        }
}

static bool is_accepted(const MessageSearch *search, const Pattern *pattern, size_t at, size_t length) {
        const MessageClue *clue = pattern->kind == PATTERN_CLUE ? &message_clues[pattern->owner] : NULL;
        const Letter *letters = search->letters + at, *next = letters + length;
        size_t count = search->count - at;

        if (pattern->kind == PATTERN_MESSAGE)
                return search->passed + at >= search->covered &&
                       !is_followed(messages[pattern->owner].unless_next, next, count - length);
        if ((pattern->kind == PATTERN_REASON || (clue && clue->is_word)) &&
            !pattern_is_word(pattern->text, letters, count))
                return false;
        return !clue || !is_followed(clue->unless_next, next, count - length);
}

/* Of the patterns that match at one place, the first that is accepted is the one. */
static void look_at(MessageSearch *search, size_t at) {
        const Letter *letters = search->letters + at;
        const Pattern *pattern = NULL;
        size_t count = search->count - at, length;

        while ((pattern = pattern_find(&search->index, pattern, letters, count, &length, &search->gaps)))
                if (is_accepted(search, pattern, at, length)) {
                        take(search, pattern, search->passed + at + length, &search->gaps);
                        return;
                }
}

/* Looks at all places that have so many letters after them, and forgets them. */
static void look(MessageSearch *search, size_t reach) {
        size_t done = search->count > reach ? search->count - reach : 0;

        for (size_t at = 0; at < done; at++)
                look_at(search, at);
        memmove(search->letters, search->letters + done, (search->count - done) * sizeof search->letters[0]);
        search->count -= done;
        search->passed += done;
}

void message_search_read(MessageSearch *search, const char *text, size_t size) {
        while (size > 0) {
                size_t piece = size < WINDOW ? size : WINDOW;

                if (search->count + piece > WINDOW + PATTERN_REACH)
                        look(search, PATTERN_REACH);
                search->count += letters_fold(&search->fold, text, piece, search->letters + search->count);
                text += piece;
                size -= piece;
        }
}

/* If only the wrapper is known, it is what is explained. */
static void drop_wrappers(MessageSearch *search) {
        bool is_known = false;

        for (size_t i = 0; i < search->message_count; i++)
                is_known = is_known || (search->places[i] > 0 && !messages[i].is_wrapper);
        for (size_t i = 0; i < search->message_count; i++)
                if (messages[i].is_wrapper && is_known)
                        search->places[i] = 0;
}

void message_search_finish(MessageSearch *search) {
        /* An escape that was cut off may hold letters. */
        search->count += letters_fold(&search->fold, " ", 1, search->letters + search->count);
        for (size_t at = 0; at < search->count; at++)
                look_at(search, at);
        drop_wrappers(search);
}

bool message_search_guess(MessageSearch *search) {
        const Pattern *found = NULL;
        size_t reasons = 0;

        if (search->passed > 0)
                return false;
        for (const Pattern *pattern = message_patterns; pattern->kind != PATTERN_NONE; pattern++)
                if (pattern->kind == PATTERN_REASON &&
                    fragment_is_of_word(search->letters, search->count, pattern->letters)) {
                        search->reasons[pattern->owner] = true;
                        reasons++;
                }
        if (reasons == 0)
                found = fragment_find(search->letters, search->count, message_patterns);
        if (found)
                add_message(search, found, search->count, &search->values);
        return found || reasons > 0;
}

bool message_search_has_found(const MessageSearch *search) {
        size_t cursor = 0;

        for (size_t i = 0; i < search->reason_count; i++)
                if (search->reasons[i])
                        return true;
        return message_search_next(search, &cursor) != NULL;
}

const MessageFinding *message_search_next(const MessageSearch *search, size_t *cursor) {
        while (*cursor < search->message_count) {
                size_t i = (*cursor)++;

                if (search->places[i] > 0)
                        return &search->findings[i];
        }
        return NULL;
}

bool message_search_names(const MessageSearch *search, size_t reason) {
        return search->reasons[reason];
}

const Values *message_search_values(const MessageSearch *search) {
        return &search->values;
}

bool message_search_is_empty(const MessageSearch *search) {
        return search->passed + search->count == 0;
}

char *message_choose(const MessageChoice *choices, const Values *values) {
        while (choices->when && !values_hold(values, choices->when))
                choices++;
        return values_fill(values, choices->text);
}
