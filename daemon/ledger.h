/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The book of what was published: the record, the history, and the last good answer of KVM. Counts the generations,
 * and keeps all of it on disk, so that an entry is made once over any number of restarts.
 */
#pragma once

#include "history.h"
#include "record.h"

typedef struct Ledger Ledger;

/*
 * Opens the book at a path, which is copied; NULL: it lives as long as this process. A file that is not to be trusted
 * is set aside, and said so. 0 or a negative errno.
 */
int ledger_new(const char *path, Ledger **ret_ledger);

/* Takes NULL, returns NULL. */
Ledger *ledger_free(Ledger *ledger);

/*
 * Enters a judgement. True if the record is another now, or is the first of this run; *ret_previous is what it was
 * before then, of an earlier run too: its generation is 0 if there was none.
 */
bool ledger_enter(Ledger *ledger, const Judgement *judgement, Trigger trigger, Timestamp now, Record *ret_previous);

/* Counts a question to KVM. */
void ledger_count_query(Ledger *ledger, Timestamp now);

/* NULL before the first entry of this run; the address stays the same from then on. */
const Record *ledger_get_record(const Ledger *ledger);

const History *ledger_get_history(const Ledger *ledger);

/* What KVM gave on the host with this processor; saved by the next entry, which may be of the same judgement. */
void ledger_set_good_mask(Ledger *ledger, uint64_t mask, uint32_t processor_pvr);

/* Forgets it, on the disk too. */
void ledger_forget_good_mask(Ledger *ledger);

/* 0 if KVM gave none on a host with this processor. */
uint64_t ledger_get_good_mask(const Ledger *ledger, uint32_t processor_pvr);
