/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rules of a verdict, in their order: the first that fits decides. The last one always fits. */
#pragma once

#include "question.h"
#include "verdict.h"

typedef struct Rule {
        const char *reason; /* a word of verdicts.json; a rule with two answers has two rows */
        Answer answer;
        bool (*fits)(const Question *question);
        bool pins;  /* a cap mends it */
        bool mends; /* other options of the machine do */
} Rule;

extern const Rule rules[];
extern const unsigned rules_count;

/* skip: the index of a rule to leave out, as tests do; rules_count for none. */
Verdict rules_judge(const Wish *wish, const GuestHost *host, unsigned skip);
