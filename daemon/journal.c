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
#include "ppc-compat1.h"

#define TEXT_MAX 64

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

/* "power10 power9", or "none". The buffer has room for every mode. */
static const char *modes_text(uint64_t mask, char *buffer, size_t size) {
        Mode list[MODE_GUEST_MAX];
        unsigned n = mode_list(mask, list);
        size_t used = 0;

        snprintf(buffer, size, "none");
        for (unsigned i = 0; i < n; i++)
                used += (size_t)snprintf(buffer + used, size - used, "%s%s", i > 0 ? " " : "", mode_name(list[i]));
        return buffer;
}

/* What a person wants to know first. */
static const char *message_id(const State *old, const State *state) {
        if (state->health == HEALTH_UNAVAILABLE)
                return PPC_COMPAT1_MESSAGE_UNAVAILABLE;
        if (state->reason == REASON_KVM_STALE)
                return PPC_COMPAT1_MESSAGE_STALE;
        if ((old->compat_mask & ~state->compat_mask) != 0)
                return PPC_COMPAT1_MESSAGE_LOST_MODE;
        if (state->health == HEALTH_DEGRADED)
                return PPC_COMPAT1_MESSAGE_DEGRADED;
        if (old->health != HEALTH_READY)
                return PPC_COMPAT1_MESSAGE_RECOVERED;
        return old->compat_mask != state->compat_mask ? PPC_COMPAT1_MESSAGE_CHANGED : PPC_COMPAT1_MESSAGE_READY;
}

/* "ready", or "degraded: kvm-stale". */
static const char *health_text(const State *state, char *buffer, size_t size) {
        snprintf(buffer, size, "%s%s%s", health_name(state->health), state->reason != REASON_NONE ? ": " : "",
                 reason_name(state->reason));
        return buffer;
}

void journal_write_failure(const KvmAnswer *before, const KvmAnswer *answer) {
        bool failed =
                answer->outcome == KVM_FAILED || answer->outcome == KVM_DENIED || answer->outcome == KVM_REFUSED;
        bool same =
                answer->outcome == before->outcome && answer->error == before->error && answer->step == before->step;

        if (!failed || same || answer->step == KVM_STEP_NONE)
                return;
        if (answer->error == 0)
                journal_write(LOG_WARNING, "The process that asks KVM died.");
        else
                journal_write(LOG_WARNING, "KVM cannot be asked: %s failed (%s).", kvm_step_name(answer->step),
                              strerror(answer->error));
}

void journal_write_record(const Record *old, const Record *record) {
        const State *state = &record->state;
        char modes[TEXT_MAX], old_modes[TEXT_MAX], health[TEXT_MAX], text[4 * TEXT_MAX];
        bool changed = old->state.compat_mask != state->compat_mask;
        bool lost = (old->state.compat_mask & ~state->compat_mask) != 0;

        modes_text(state->compat_mask, modes, sizeof(modes));
        modes_text(old->state.compat_mask, old_modes, sizeof(old_modes));
        health_text(state, health, sizeof(health));
        if (changed)
                snprintf(text, sizeof(text), "Guest modes: %s, were %s (%s).", modes, old_modes, health);
        else
                snprintf(text, sizeof(text), "Guest modes: %s (%s).", modes, health);

        sd_notifyf(0, "STATUS=Guest modes: %s (%s)", modes, health);
        if (!stderr_is_journal()) {
                fprintf(stderr, "%s\n", text);
                return;
        }
        sd_journal_send("MESSAGE=%s", text, "MESSAGE_ID=%s", message_id(&old->state, state), "PRIORITY=%i",
                        state->health == HEALTH_READY && !lost ? LOG_INFO : LOG_NOTICE, "PPC_COMPAT_MODES=%s", modes,
                        "PPC_COMPAT_MODES_OLD=%s", old_modes, "PPC_COMPAT_STATE=%s", health_name(state->health),
                        "PPC_COMPAT_REASON=%s", reason_name(state->reason), "PPC_COMPAT_TRIGGER=%s",
                        trigger_name(record->last_trigger), "PPC_COMPAT_GENERATION=%llu",
                        (unsigned long long)record->generation, NULL);
}
