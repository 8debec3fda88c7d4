/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "journal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include "macros.h"

/* $JOURNAL_STREAM names the device and inode of the stream that systemd connected to the journal (systemd.exec(5)).
 */
static bool stderr_is_journal(void) {
        const char *stream = getenv("JOURNAL_STREAM");
        unsigned long long device, inode;
        struct stat st;

        return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 && fstat(STDERR_FILENO, &st) == 0 &&
               st.st_dev == device && st.st_ino == inode;
}

void journal_write(int priority, const char *format, ...) {
        CLEANUP(freep) char *text = NULL;
        va_list arguments;
        int r;

        va_start(arguments, format);
        r = vasprintf(&text, format, arguments);
        va_end(arguments);
        if (r < 0)
                return;
        if (stderr_is_journal())
                sd_journal_send("MESSAGE=%s", text, "PRIORITY=%i", priority, NULL);
        else
                fprintf(stderr, "%s\n", text);
}

/* "power10 power9", or "none". */
static const char *modes_text(uint64_t mask, char *buffer, size_t size) {
        Mode list[MODE_GUEST_MAX];
        unsigned n = mode_list(mask, list);
        size_t used = 0;

        snprintf(buffer, size, "none");
        for (unsigned i = 0; i < n; i++)
                used += (size_t)snprintf(buffer + used, size - used, "%s%s", i > 0 ? " " : "", mode_name(list[i]));
        return buffer;
}

void journal_write_record(const Record *record, uint64_t old_mask) {
        const State *state = &record->state;
        char modes[64], old_modes[64];

        modes_text(state->compat_mask, modes, sizeof(modes));
        if (old_mask != state->compat_mask)
                journal_write(LOG_NOTICE, "Guest modes changed from %s to %s (%s, trigger %s).",
                              modes_text(old_mask, old_modes, sizeof(old_modes)), modes,
                              state->health == HEALTH_READY ? "ready" : reason_name(state->reason),
                              trigger_name(record->last_trigger));
        else if (state->health == HEALTH_READY)
                journal_write(LOG_INFO, "Guest modes: %s (ready).", modes);
        else
                journal_write(LOG_NOTICE, "Guest modes: %s (%s: %s).", modes, health_name(state->health),
                              reason_name(state->reason));
        sd_notifyf(0, "STATUS=Guest modes: %s (%s%s%s)", modes, health_name(state->health),
                   state->reason != REASON_NONE ? ": " : "", reason_name(state->reason));
}
