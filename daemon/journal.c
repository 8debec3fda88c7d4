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
static const char *message_id(const Judgement *old, const Judgement *judgement) {
        if (judgement->state == STATE_UNAVAILABLE)
                return PPC_COMPAT1_MESSAGE_UNAVAILABLE;
        if (judgement->reason == REASON_KVM_STALE)
                return PPC_COMPAT1_MESSAGE_STALE;
        if ((old->compat_mask & ~judgement->compat_mask) != 0)
                return PPC_COMPAT1_MESSAGE_LOST_MODE;
        if (judgement->state == STATE_DEGRADED)
                return PPC_COMPAT1_MESSAGE_DEGRADED;
        if (old->state != STATE_READY)
                return PPC_COMPAT1_MESSAGE_RECOVERED;
        return old->compat_mask != judgement->compat_mask ? PPC_COMPAT1_MESSAGE_CHANGED : PPC_COMPAT1_MESSAGE_READY;
}

/* "ready", or "degraded: kvm-stale". */
static const char *state_text(const Judgement *judgement, char *buffer, size_t size) {
        snprintf(buffer, size, "%s%s%s", state_name(judgement->state), judgement->reason != REASON_NONE ? ": " : "",
                 reason_name(judgement->reason));
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
        const Judgement *judgement = &record->judgement;
        char modes[TEXT_MAX], old_modes[TEXT_MAX], state[TEXT_MAX], text[4 * TEXT_MAX];
        bool changed = old->judgement.compat_mask != judgement->compat_mask;
        bool lost = (old->judgement.compat_mask & ~judgement->compat_mask) != 0;

        modes_text(judgement->compat_mask, modes, sizeof(modes));
        modes_text(old->judgement.compat_mask, old_modes, sizeof(old_modes));
        state_text(judgement, state, sizeof(state));
        if (changed)
                snprintf(text, sizeof(text), "Guest modes: %s, were %s (%s).", modes, old_modes, state);
        else
                snprintf(text, sizeof(text), "Guest modes: %s (%s).", modes, state);

        sd_notifyf(0, "STATUS=Guest modes: %s (%s)", modes, state);
        if (!stderr_is_journal()) {
                fprintf(stderr, "%s\n", text);
                return;
        }
        sd_journal_send("MESSAGE=%s", text, "MESSAGE_ID=%s", message_id(&old->judgement, judgement), "PRIORITY=%i",
                        judgement->state == STATE_READY && !lost ? LOG_INFO : LOG_NOTICE, "PPC_COMPAT_MODES=%s",
                        modes, "PPC_COMPAT_MODES_OLD=%s", old_modes, "PPC_COMPAT_STATE=%s",
                        state_name(judgement->state), "PPC_COMPAT_REASON=%s", reason_name(judgement->reason),
                        "PPC_COMPAT_TRIGGER=%s", trigger_name(record->last_trigger), "PPC_COMPAT_GENERATION=%llu",
                        (unsigned long long)record->generation, NULL);
}
