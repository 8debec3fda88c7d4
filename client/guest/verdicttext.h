/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the words of a verdict mean, from verdicts.json. Each table ends with a row of NULLs. */
#pragma once

typedef struct VerdictText {
        const char *word;
        const char *meaning;
        const char *action;
} VerdictText;

typedef struct NoteText {
        const char *word;
        const char *meaning;
} NoteText;

extern const VerdictText verdict_texts[];
extern const NoteText note_texts[];

/* What every verdict is about; to be said once. */
extern const char verdict_scope[];

/* Of a domain that could not start, and is paused. */
extern const char verdict_died[];

/* NULL if there is no such word. */
const VerdictText *verdicttext_find(const char *word);
const NoteText *notetext_find(const char *word);
