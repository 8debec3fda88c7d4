/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rules of a move, in their order: the first that fits decides. The last one always fits. */
#pragma once

#include "question.h"
#include "verdict.h"

typedef struct MoveQuestion {
        Question from, to;
        Verdict here, there; /* of a start on each of the two hosts */
} MoveQuestion;

typedef struct MoveRule {
        const char *reason; /* NULL: that of the start, here or there */
        Answer answer;
        bool (*fits)(const MoveQuestion *question);
        bool pins;  /* the newest mode that both have mends it */
        bool there; /* the start there decides, with its reason and its change */
} MoveRule;

extern const MoveRule move_rules[];
extern const unsigned move_rules_count;

/* skip: as of rules_judge(). */
Verdict move_rules_judge(const Wish *wish, const GuestHost *from, const GuestHost *to, unsigned skip);
