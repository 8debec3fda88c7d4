/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looks for known messages among what the kernel, libvirt and QEMU wrote to the journal since this machine's boot. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "explanation.h"

typedef struct JournalSearch {
        ExplanationEntry *entries; /* the newest first, each message once */
        size_t count;
} JournalSearch;

/* Since that moment (see since.h), or since the boot. False, with a complaint, if the journal cannot be read. */
bool journal_search_run(const char *since, JournalSearch *ret_search);

void journal_search_clear(JournalSearch *search);
