/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "journalsearch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>

#include "complain.h"
#include "macros.h"
#include "moment.h"
#include "since.h"

/* Whose lines are looked at; a command's name has 15 letters at most in the journal. */
static const char *const writers[] = {
        "_COMM=libvirtd",          "_COMM=virtqemud", "_COMM=virtlogd", "_COMM=qemu-system-ppc",
        "_COMM=qemu-system-ppc64", "_COMM=qemu-kvm",  "_COMM=modprobe", "_COMM=virt-install",
};
static const char *const names[] = {
        "SYSLOG_IDENTIFIER=libvirtd", "SYSLOG_IDENTIFIER=virtqemud",         "SYSLOG_IDENTIFIER=qemu",
        "SYSLOG_IDENTIFIER=qemu-kvm", "SYSLOG_IDENTIFIER=qemu-system-ppc64", "SYSLOG_IDENTIFIER=kata",
};

static void journal_closep(sd_journal **journal) {
        sd_journal_close(*journal);
}

static int add_matches(sd_journal *journal) {
        char boot[sizeof "_BOOT_ID=" + SD_ID128_STRING_MAX] = "_BOOT_ID=";
        sd_id128_t id;
        int r;

        r = sd_id128_get_boot(&id);
        if (r < 0)
                return r;
        sd_id128_to_string(id, boot + strlen(boot));
        r = sd_journal_add_match(journal, boot, 0);
        if (r >= 0)
                r = sd_journal_add_conjunction(journal);
        if (r >= 0)
                r = sd_journal_add_match(journal, "_TRANSPORT=kernel", 0);
        if (r >= 0)
                r = sd_journal_add_disjunction(journal);
        for (size_t i = 0; r >= 0 && i < ELEMENTS(writers); i++)
                r = sd_journal_add_match(journal, writers[i], 0);
        if (r >= 0)
                r = sd_journal_add_disjunction(journal);
        for (size_t i = 0; r >= 0 && i < ELEMENTS(names); i++)
                r = sd_journal_add_match(journal, names[i], 0);
        return r;
}

static bool add_finding(JournalSearch *journal, const MessageFinding *finding, uint64_t moment) {
        ExplanationEntry *entries;

        for (size_t i = 0; i < journal->count; i++)
                if (journal->entries[i].message == finding->message) {
                        journal->entries[i].count++;
                        return true;
                }
        entries = reallocarray(journal->entries, journal->count + 1, sizeof entries[0]);
        if (!entries)
                return false;
        journal->entries = entries;
        entries[journal->count++] = (ExplanationEntry){
                .message = finding->message,
                .text = finding->text,
                .values = finding->values,
                .moment = moment,
                .count = 1,
        };
        return true;
}

/* One line of the journal is one text. */
static int search_line(sd_journal *journal, MessageSearch *search, uint64_t moment, JournalSearch *found) {
        static const char field[] = "MESSAGE=";
        const MessageFinding *finding;
        const void *data;
        size_t size, cursor = 0;
        int r;

        r = sd_journal_get_data(journal, "MESSAGE", &data, &size);
        if (r < 0)
                /* An entry without a text, or one that is damaged. */
                return r == -ENOMEM ? r : 0;
        message_search_reset(search);
        message_search_read(search, (const char *)data + strlen(field), size - strlen(field));
        message_search_finish(search);
        while ((finding = message_search_next(search, &cursor)))
                if (!add_finding(found, finding, moment))
                        return -ENOMEM;
        return 0;
}

static int search_lines(sd_journal *journal, uint64_t since, JournalSearch *found) {
        CLEANUP(message_search_freep) MessageSearch *search = message_search_new();
        int r;

        if (!search)
                return -ENOMEM;
        r = sd_journal_seek_tail(journal);
        while (r >= 0 && (r = sd_journal_previous(journal)) > 0) {
                uint64_t moment;

                r = sd_journal_get_realtime_usec(journal, &moment);
                if (r >= 0 && moment < since)
                        return 0;
                if (r >= 0)
                        r = search_line(journal, search, moment, found);
        }
        return r;
}

bool journal_search_run(const char *since, JournalSearch *ret_search) {
        CLEANUP(journal_closep) sd_journal *journal = NULL;
        CLEANUP(journal_search_clear) JournalSearch found = {0};
        uint64_t moment = 0;
        int r;

        if (since && !since_parse(since, moment_now(), &moment)) {
                complain("--since takes a time such as '2026-11-23 10:12', 'today' or '-2h', not this one");
                return false;
        }
        r = sd_journal_open(&journal, SD_JOURNAL_LOCAL_ONLY);
        if (r >= 0)
                r = add_matches(journal);
        if (r >= 0)
                r = search_lines(journal, moment, &found);
        if (r == -ENOMEM) {
                complain_of_memory();
                return false;
        }
        if (r < 0) {
                complain("the journal cannot be read (%s); give its text instead: journalctl -b | ppc-compatctl "
                         "explain -",
                         strerror(-r));
                return false;
        }
        *ret_search = found;
        found = (JournalSearch){0};
        return true;
}

void journal_search_clear(JournalSearch *search) {
        free(search->entries);
        *search = (JournalSearch){0};
}
