/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guestanswer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "macros.h"
#include "move.h"
#include "pool.h"
#include "stringlist.h"
#include "verdicttext.h"

void guestanswer_clear(GuestAnswer *answer) {
        free(answer->name);
        free(answer->starts);
        free(answer->moves);
        free(answer->change);
        *answer = (GuestAnswer){0};
}

static Outcome outcome_of(const Verdict *verdict) {
        return (Outcome){
                .answer = verdict->answer,
                .reason = verdict->reason,
                .mode = verdict->mode,
                .notes = verdict->notes,
        };
}

/* No is worse than not-safe, and that is worse than unknown. */
static Answer worse(Answer a, Answer b) {
        static const unsigned badness[] = {
                [ANSWER_YES] = 0, [ANSWER_UNKNOWN] = 1, [ANSWER_NOT_SAFE] = 2, [ANSWER_NO] = 3};

        return badness[a] > badness[b] ? a : b;
}

static bool judge_targets(const Wish *wish, const GuestHosts *hosts, GuestAnswer *answer, Change *change) {
        Change common;

        answer->starts = calloc(hosts->targets, sizeof(answer->starts[0]));
        answer->moves = calloc(hosts->targets, sizeof(answer->moves[0]));
        if (!answer->starts || !answer->moves)
                return false;
        for (size_t i = 0; i < hosts->targets; i++) {
                Verdict start = verdict_judge(wish, hosts->order[i + 1]);
                Verdict move = move_judge(wish, hosts->order[0], hosts->order[i + 1]);

                answer->starts[i] = outcome_of(&start);
                answer->moves[i] = outcome_of(&move);
                answer->worst = worse(answer->worst, worse(start.answer, move.answer));
        }
        answer->common = pool_find_mode(wish, hosts->order, (unsigned)hosts->targets + 1, &common);
        if (answer->common > 0 && answer->worst != ANSWER_YES)
                *change = common;
        return true;
}

bool guestanswer_judge(const Wish *wish, const char *name, const GuestHosts *hosts, bool is_paused,
                       GuestAnswer *ret_answer, Change *ret_change) {
        CLEANUP(guestanswer_clear) GuestAnswer answer = {0};
        Verdict verdict = verdict_judge(wish, hosts->order[0]);
        char change[CHANGE_TEXT_SIZE];

        answer.here = outcome_of(&verdict);
        answer.worst = verdict.answer;
        answer.has_died = is_paused && verdict.answer == ANSWER_NO;
        if (hosts->targets > 0 && !judge_targets(wish, hosts, &answer, &verdict.change))
                return false;
        change_text(&verdict.change, wish->form, change);
        answer.change = strdup(change);
        answer.name = strdup(name);
        if (!answer.change || !answer.name)
                return false;
        *ret_change = verdict.change;
        *ret_answer = answer;
        answer = (GuestAnswer){0};
        return true;
}

char *guestanswer_printable_name(const GuestAnswer *answer) {
        char *name = strdup(answer->name);

        if (name)
                string_clean(name);
        return name;
}

char *guestanswer_sentence(const Outcome *outcome, bool has_died) {
        const VerdictText *text = verdicttext_find(outcome->reason);
        char *sentence = NULL;
        size_t size;
        FILE *stream = open_memstream(&sentence, &size);

        if (!stream)
                return NULL;
        fputs(text ? text->meaning : outcome->reason, stream);
        for (const NoteText *note = note_texts; note->word; note++)
                for (unsigned bit = 1; bit <= outcome->notes; bit <<= 1)
                        if ((outcome->notes & bit) && strcmp(note_word((Note)bit), note->word) == 0)
                                fprintf(stream, " %s", note->meaning);
        if (has_died)
                fprintf(stream, " %s", verdict_died);
        if (fclose(stream) != 0) {
                free(sentence);
                return NULL;
        }
        return sentence;
}

const char *guestanswer_action(const Outcome *outcome) {
        const VerdictText *text = verdicttext_find(outcome->reason);

        return text && outcome->answer != ANSWER_YES ? text->action : "";
}
