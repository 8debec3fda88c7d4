/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The messages of QEMU, libvirt, virt-install and the kernel that are known here, and how to find them in a text. The
 * texts are in messages.json alone, in the order in which a guest meets them. No I/O.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "pattern.h"
#include "values.h"

/* The first whose condition holds is the one; the last has none. */
typedef struct MessageChoice {
        const char *when;
        const char *text;
} MessageChoice;

typedef struct Message {
        const char *text; /* its first pattern, as it is written */
        const MessageChoice *meaning;
        const MessageChoice *action;
        const char *const *unless_next; /* it is another message if one of these follows */
        bool is_wrapper;                /* says nothing if another is known */
        bool is_common;                 /* other architectures have the same words */
} Message;

/* What is not a message, but says more about one. */
typedef struct MessageClue {
        const char *name;
        const char *const *unless_next;
        bool is_word;   /* and no part of a longer word */
        bool is_before; /* counts for messages soon after it alone */
} MessageClue;

/* Each ends with a row of NULLs. Made from the texts. */
extern const Message messages[];
extern const MessageClue message_clues[];
extern const char *const message_reasons[];
extern const Pattern message_patterns[];

typedef struct MessageFinding {
        const Message *message;
        const char *text; /* the pattern that was found */
        Values values;    /* what stood in its gaps */
} MessageFinding;

typedef struct MessageSearch MessageSearch;

/* NULL when memory is short. */
MessageSearch *message_search_new(void);
MessageSearch *message_search_free(MessageSearch *search);
void message_search_freep(MessageSearch **search);

/* Takes the next piece of the text. */
void message_search_read(MessageSearch *search, const char *text, size_t size);

/* The text is complete; from here on what was found can be asked for. */
void message_search_finish(MessageSearch *search);

/* Whether any message or reason was found. */
bool message_search_has_found(const MessageSearch *search);

/* If nothing was found in a short text: takes it for a part of a known message. Whether it is one. */
bool message_search_guess(MessageSearch *search);

/* Forgets it all, for another text. */
void message_search_reset(MessageSearch *search);

/* One after the other in their order, each once; NULL after the last. The cursor starts as 0. */
const MessageFinding *message_search_next(const MessageSearch *search, size_t *cursor);

/* Whether the text names that reason, one of message_reasons. */
bool message_search_names(const MessageSearch *search, size_t reason);

/* What the rest of the text says. */
const Values *message_search_values(const MessageSearch *search);

/* Whether there was nothing but white space and signs in the text. */
bool message_search_is_empty(const MessageSearch *search);

/* The text of the first choice whose condition holds, filled. NULL when memory is short; to be freed. */
char *message_choose(const MessageChoice *choices, const Values *values);
