/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-id128.h>

#include "journal.h"
#include "replacefile.h"
#include "shortage.h"
#include "statefile.h"

struct Ledger {
        char *path;   /* NULL: nothing is saved */
        Saved saved;  /* its record is the one that is published */
        bool entered; /* in this run */
        bool failing; /* it was said that nothing can be saved */
        bool unsaved; /* the last good mask is another than on the disk */
};

static void read_boot_id(char boot_id[37]) {
        sd_id128_t id;

        /* Where procfs is not mounted no two boots are known to be the same. */
        if (sd_id128_get_boot(&id) < 0 && sd_id128_randomize(&id) < 0)
                id = SD_ID128_NULL;
        sd_id128_to_uuid_string(id, boot_id);
}

static const char *load_problem(int error) {
        return error == -EBADMSG ? "it is damaged, or no file of ppc-compatd" : strerror(-error);
}

/* What cannot be read is kept, and if it cannot be moved away nothing is written in its place. */
static void set_aside(Ledger *ledger, int error) {
        int r = statefile_set_aside(ledger->path);

        if (r >= 0) {
                journal_write(LOG_WARNING,
                              "%s cannot be read (%s); it is kept as %s.bad, and generation and history begin again.",
                              ledger->path, load_problem(error), ledger->path);
                return;
        }
        journal_write(
                LOG_ERR,
                "%s cannot be read (%s) nor renamed to %s.bad (%s); move both away and start ppc-compatd again. "
                "Until then nothing is saved, and generation and history begin again.",
                ledger->path, load_problem(error), ledger->path, strerror(-r));
        free(ledger->path);
        ledger->path = NULL;
}

static int load(Ledger *ledger) {
        char boot_id[37];
        int r;

        read_boot_id(boot_id);
        r = ledger->path ? statefile_load(ledger->path, &ledger->saved) : -ENOENT;
        /* To go on would be to forget, and to write that down. */
        if (shortage_is(r))
                return r;
        if (r < 0 && r != -ENOENT)
                set_aside(ledger, r);
        if (strcmp(ledger->saved.boot_id, boot_id) != 0)
                ledger->saved.record.last_change.monotonic = 0;
        strcpy(ledger->saved.boot_id, boot_id);
        return 0;
}

int ledger_new(const char *path, Ledger **ret_ledger) {
        Ledger *ledger = calloc(1, sizeof(*ledger));
        int r = -ENOMEM;

        if (ledger)
                ledger->path = path ? strdup(path) : NULL;
        if (ledger && (ledger->path || !path))
                r = load(ledger);
        if (r < 0) {
                ledger_free(ledger);
                return r;
        }
        *ret_ledger = ledger;
        return 0;
}

Ledger *ledger_free(Ledger *ledger) {
        if (!ledger)
                return NULL;
        free(ledger->path);
        free(ledger);
        return NULL;
}

static void save(Ledger *ledger) {
        int r = ledger->path ? statefile_save(ledger->path, &ledger->saved) : 0;

        if (r < 0 && !ledger->failing)
                journal_write(LOG_ERR, "%s cannot be written (%s); a restart will not know of changes from now on.",
                              ledger->path, replacefile_strerror(r));
        else if (r == 0 && ledger->failing)
                journal_write(LOG_INFO, "%s can be written again.", ledger->path);
        ledger->failing = r < 0;
        ledger->unsaved = r < 0;
}

/* What could not be saved before may be now. */
static void save_rest(Ledger *ledger) {
        if (ledger->failing || ledger->unsaved)
                save(ledger);
}

/* Of an earlier run only the answer is known; what else it published counts as the same. */
static Judgement earlier_judgement(const Judgement *judgement, const Judgement *saved) {
        Judgement earlier = *judgement;

        earlier.compat_mask = saved->compat_mask;
        earlier.state = saved->state;
        earlier.reason = saved->reason;
        return earlier;
}

bool ledger_enter(Ledger *ledger, const Judgement *judgement, Trigger trigger, Timestamp now, Record *ret_previous) {
        Record *record = &ledger->saved.record;
        Record previous = *record;
        Change change;

        if (ledger->entered && judgement_equal(&record->judgement, judgement)) {
                save_rest(ledger);
                return false;
        }
        if (!ledger->entered)
                previous.judgement = earlier_judgement(judgement, &record->judgement);
        ledger->entered = true;
        record->judgement = *judgement;
        *ret_previous = previous;
        if (ledger->saved.is_answer_known && !judgement_answer_differs(&previous.judgement, judgement)) {
                save_rest(ledger);
                return true;
        }

        ledger->saved.is_answer_known = true;
        record->generation++;
        record->last_trigger = trigger;
        record->last_change = now;
        change = change_from_record(record);
        history_add(&ledger->saved.history, &change);
        /* Before it is announced, so that after a crash it is not announced again under another generation. */
        save(ledger);
        return true;
}

void ledger_count_query(Ledger *ledger, Timestamp now) {
        ledger->saved.record.last_query = now;
        ledger->saved.record.query_count++;
}

const Record *ledger_get_record(const Ledger *ledger) {
        return ledger->entered ? &ledger->saved.record : NULL;
}

const History *ledger_get_history(const Ledger *ledger) {
        return &ledger->saved.history;
}

void ledger_set_good_mask(Ledger *ledger, uint64_t mask, uint32_t processor_pvr) {
        ledger->unsaved |= ledger->saved.last_good_mask != mask || ledger->saved.processor_pvr != processor_pvr;
        ledger->saved.last_good_mask = mask;
        ledger->saved.processor_pvr = processor_pvr;
}

void ledger_forget_good_mask(Ledger *ledger) {
        ledger_set_good_mask(ledger, 0, 0);
        /* Before the first entry there is no generation yet that could be saved with it. */
        if (ledger->entered)
                save_rest(ledger);
}

uint64_t ledger_get_good_mask(const Ledger *ledger, uint32_t processor_pvr) {
        return ledger->saved.processor_pvr == processor_pvr ? ledger->saved.last_good_mask : 0;
}
