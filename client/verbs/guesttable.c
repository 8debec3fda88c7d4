/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guesttable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "generation.h"
#include "macros.h"
#include "screen.h"
#include "terminal.h"
#include "verdicttext.h"

/* A longer name pushes the rest of its own line to the right, and no other. */
#define NAME_WIDTH_MAX 24
#define VERDICT_WIDTH 8
#define MODE_WIDTH 7
#define INDENT 4

static const Answer worst_first[] = {ANSWER_NO, ANSWER_NOT_SAFE, ANSWER_UNKNOWN, ANSWER_YES};

static bool is_shown(const GuestTable *table, const GuestAnswer *answer) {
        return table->with_all || answer->worst != ANSWER_YES;
}

static size_t name_width(const GuestTable *table) {
        size_t width = strlen("GUEST");

        for (size_t i = 0; i < table->count; i++) {
                size_t length = strlen(table->answers[i].name);

                if (is_shown(table, &table->answers[i]) && length > width)
                        width = length < NAME_WIDTH_MAX ? length : NAME_WIDTH_MAX;
        }
        return width;
}

static const char *colour_of(const Colours *colours, Answer answer) {
        return answer == ANSWER_YES ? colours->good : answer == ANSWER_NO ? colours->bad : colours->warning;
}

static const char *mode_or_dash(unsigned mode) {
        return mode > 0 ? generation_mode(mode) : "-";
}

static bool print_answer(const GuestAnswer *answer, size_t width, const Colours *colours) {
        CLEANUP(freep) char *name = guestanswer_printable_name(answer);
        CLEANUP(freep) char *sentence = guestanswer_sentence(&answer->here, answer->has_died);
        size_t indent = width + VERDICT_WIDTH + MODE_WIDTH + 3 * strlen("  ");

        if (!name || !sentence)
                return false;
        printf("%-*s  %s%-*s%s  %-*s  ", (int)width, name, colour_of(colours, answer->here.answer), VERDICT_WIDTH,
               answer_word(answer->here.answer), *colours->end ? colours->end : "", MODE_WIDTH,
               mode_or_dash(answer->here.mode));
        screen_print_hanging(indent, sentence);
        return true;
}

static bool print_target(const char *host, const char *what, const Outcome *outcome) {
        CLEANUP(freep) char *sentence = guestanswer_sentence(outcome, false);

        if (!sentence)
                return false;
        printf("%*s%s %s: %s", INDENT, "", what, host, answer_word(outcome->answer));
        if (outcome->mode > 0)
                printf(", as %s", generation_mode(outcome->mode));
        fputs(". ", stdout);
        screen_print_hanging(INDENT + INDENT, sentence);
        return true;
}

static bool print_targets(const GuestTable *table, const GuestAnswer *answer) {
        const GuestHosts *hosts = table->hosts;

        for (size_t i = 0; i < hosts->targets; i++)
                if (!print_target(hosts->names[i], "start on", &answer->starts[i]) ||
                    !print_target(hosts->names[i], "move to", &answer->moves[i]))
                        return false;
        if (hosts->targets > 0)
                printf("%*son all of them: %s\n", INDENT, "",
                       answer->common > 0 ? generation_mode(answer->common) : "no mode that is known to do");
        return true;
}

/* If there is no exact text, a sentence is all that there is to say. */
static void print_next(const GuestAnswer *answer) {
        const char *action = guestanswer_action(&answer->here);

        if (*answer->change)
                printf("%*schange: %s\n", INDENT, "", answer->change);
        else if (*action) {
                printf("%*snext: ", INDENT, "");
                screen_print_hanging(INDENT + strlen("next: "), action);
        }
}

static bool print_group(const GuestTable *table, Answer worst, size_t width, const Colours *colours) {
        for (size_t i = 0; i < table->count; i++) {
                const GuestAnswer *answer = &table->answers[i];

                if (answer->worst != worst || !is_shown(table, answer))
                        continue;
                if (!print_answer(answer, width, colours) || !print_targets(table, answer))
                        return false;
                print_next(answer);
        }
        return true;
}

/* "The other 3 guests start: 2 as power10, 1 as power9." */
static void print_rest(const GuestTable *table, bool others) {
        size_t counts[32] = {0}, total = 0;
        const char *before = ":";

        for (size_t i = 0; i < table->count; i++)
                if (!is_shown(table, &table->answers[i])) {
                        counts[table->answers[i].here.mode]++;
                        total++;
                }
        if (total == 0)
                return;
        printf("%s%zu %s start%s", others ? "The other " : "", total, total == 1 ? "guest" : "guests",
               total == 1 ? "s" : "");
        for (unsigned mode = (unsigned)ELEMENTS(counts); mode-- > 0; before = counts[mode] ? "," : before)
                if (counts[mode] > 0)
                        printf("%s %zu as %s", before, counts[mode], mode > 0 ? generation_mode(mode) : "emulated");
        puts(".");
}

static void print_foot(const GuestTable *table) {
        if (table->count == 0)
                puts("There is no guest on this host.");
        else if (!table->quiet)
                screen_print_hanging(0, verdict_scope);
}

bool guesttable_print(const GuestTable *table) {
        Colours colours = terminal_colours();
        size_t width = name_width(table), shown = 0;

        for (size_t i = 0; i < table->count; i++)
                shown += is_shown(table, &table->answers[i]);
        if (shown > 0 && !table->quiet)
                printf("%-*s  %-*s  %-*s  %s\n", (int)width, "GUEST", VERDICT_WIDTH, "VERDICT", MODE_WIDTH, "MODE",
                       "WHY");
        for (size_t i = 0; i < ELEMENTS(worst_first); i++)
                if (!print_group(table, worst_first[i], width, &colours)) {
                        complain_of_memory();
                        return false;
                }
        print_rest(table, shown > 0);
        print_foot(table);
        return true;
}
