/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One guest, and what was found out about it: small enough for ten thousand of them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "guesthosts.h"
#include "verdict.h"
#include "wish.h"

typedef struct Outcome {
        Answer answer;
        const char *reason; /* as in Verdict */
        unsigned mode, notes;
} Outcome;

typedef struct GuestAnswer {
        char *name;        /* as it was given: the caller makes it safe to print */
        const char *state; /* of a domain, as in Domain */
        Outcome here;
        Outcome *starts, *moves; /* for each host of --to */
        Answer worst;            /* of all of these */
        unsigned common;         /* the newest mode that all of these hosts could run it in; 0 if there is none */
        char *change;            /* "" if there is nothing to change */
        bool has_died;           /* the domain was paused for no reason that libvirt knows, and could not start */
} GuestAnswer;

/* False if memory is short, without a complaint. *ret_change is what the answer has as text. */
bool guestanswer_judge(const Wish *wish, const char *name, const GuestHosts *hosts, bool is_paused,
                       GuestAnswer *ret_answer, Change *ret_change);

void guestanswer_clear(GuestAnswer *answer);

/* The name as it can be printed, and the sentences of an outcome; to be freed, NULL if memory is short. */
char *guestanswer_printable_name(const GuestAnswer *answer);
char *guestanswer_sentence(const Outcome *outcome, bool has_died);

/* What a person does if there is no exact text; "" if nothing has to be done. */
const char *guestanswer_action(const Outcome *outcome);
