/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Does a guest start on a host? A pure function of what the guest asks for and of what the host says. It speaks of
 * the processor and of the machine's options only: memory, devices and files are not looked at.
 */
#pragma once

#include "change.h"
#include "guesthost.h"
#include "wish.h"

typedef enum Answer {
        ANSWER_YES,
        ANSWER_NO,
        ANSWER_NOT_SAFE, /* it starts, and may fail at the boot of its system, at its reboot or when it is moved */
        ANSWER_UNKNOWN,
} Answer;

/* What else a verdict depends on. */
typedef enum Note {
        NOTE_QEMU_VERSION = 1 << 0,    /* no, but QEMU 11.2 on Linux 7.3 would start it */
        NOTE_LIBVIRT_VERSION = 1 << 1, /* yes, but not with a libvirt that does not know this processor */
        NOTE_UNPINNED = 1 << 2,        /* it has no cap, so it may not be moved to another generation */
        NOTE_LEVEL = 1 << 3,           /* it asks for more than a machine has by default, which is not proved here */
        NOTE_LESS_SAFE = 1 << 4,       /* the change turns a protection off */
} Note;

typedef struct Verdict {
        Answer answer;
        const char *reason; /* a word of verdicts.json */
        unsigned mode;      /* the generation whose mode the guest gets; 0 if it does not run or that is not known */
        Change change;
        unsigned notes; /* of Note */
} Verdict;

/* "yes", "no", "not-safe", "unknown". */
const char *answer_word(Answer answer);

/* A word of verdicts.json for each bit of Note. */
const char *note_word(Note note);

Verdict verdict_judge(const Wish *wish, const GuestHost *host);

/* What makes the guest one that can get this mode at most, 0 for none, with the options that the host needs then. */
Change verdict_pin(const Wish *wish, const GuestHost *host, unsigned cap);
