/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the hook could not decide or has a doubt about, as a line in the journal. It needs no memory and waits for
 * nothing, which sd_journal_send() does where journald hangs.
 */
#pragma once

#define JOURNALLINE_MESSAGE_ID "54e80cf6a9ae4471a4642867247949f4"

/* The verdict is a word of answer_word(), "" if there is none. The guest's name is made safe to print. */
void journalline_write(const char *guest, const char *verdict, const char *format, ...)
        __attribute__((__format__(__printf__, 3, 4)));
