/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of the daemon's memory: what is read from it is sound, and is written and read again as the same. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"
#include "macros.h"
#include "ppc-compat1.h"
#include "statefile.h"

/* Before the last line, as in statefile.c. */
#define SUM_LINE "sum "
#define SUM_DIGITS 16

static char folder[64], path[80];

static void remove_folder(void) {
        unlink(path);
        rmdir(folder);
}

/* In memory where there is such a file system, since the store waits for the disk. */
static void make_folder(void) {
        if (folder[0])
                return;
        snprintf(folder, sizeof(folder), "%s/fuzz-state-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        REQUIRE(mkdtemp(folder));
        snprintf(path, sizeof(path), "%s/state", folder);
        atexit(remove_folder);
}

static void write_input(const uint8_t *data, size_t size) {
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

        REQUIRE(fd >= 0 && write(fd, data, size) == (ssize_t)size && close(fd) == 0);
}

static void require_sound_change(const Change *change) {
        Reason reason;
        Trigger trigger;

        REQUIRE(reason_from_name(reason_name(change->reason), &reason) && reason == change->reason);
        REQUIRE(trigger_from_name(trigger_name(change->trigger), &trigger) && trigger == change->trigger);
}

static void require_sound(const Saved *saved) {
        Change newest = change_from_record(&saved->record);
        State state;

        require_sound_change(&newest);
        REQUIRE(state_from_name(state_name(saved->record.judgement.state), &state));
        REQUIRE((saved->record.judgement.compat_mask & ~PPC_COMPAT1_MASK_ALL) == 0);
        REQUIRE(saved->record.generation > 0);
        REQUIRE(memchr(saved->boot_id, '\0', sizeof(saved->boot_id)));
        REQUIRE(saved->history.count <= HISTORY_MAX);
        for (unsigned i = 0; i < saved->history.count; i++)
                require_sound_change(&saved->history.changes[i]);
}

static void require_same(const Saved *a, const Saved *b) {
        REQUIRE(!judgement_answer_differs(&a->record.judgement, &b->record.judgement));
        REQUIRE(a->record.generation == b->record.generation && a->record.last_trigger == b->record.last_trigger);
        REQUIRE(a->record.last_change.realtime == b->record.last_change.realtime);
        REQUIRE(a->record.last_change.monotonic == b->record.last_change.monotonic);
        REQUIRE(a->last_good_mask == b->last_good_mask && a->processor_pvr == b->processor_pvr);
        REQUIRE(strcmp(a->boot_id, b->boot_id) == 0 && a->history.count == b->history.count);
        for (unsigned i = 0; i < a->history.count; i++) {
                const Change *x = &a->history.changes[i], *y = &b->history.changes[i];

                REQUIRE(x->realtime == y->realtime && x->generation == y->generation && x->trigger == y->trigger);
                REQUIRE(x->compat_mask == y->compat_mask && x->reason == y->reason);
        }
}

static uint64_t sum(const uint8_t *data, size_t size) {
        uint64_t hash = 0xcbf29ce484222325;

        for (size_t i = 0; i < size; i++)
                hash = (hash ^ data[i]) * 0x100000001b3;
        return hash;
}

void fuzz_repair(uint8_t *data, size_t size, unsigned choice) {
        char digits[SUM_DIGITS + 1];
        size_t tail = strlen(SUM_LINE) + SUM_DIGITS + 1;

        if (size < tail || choice % 8 == 0)
                return;
        snprintf(digits, sizeof(digits), "%0*" PRIx64, SUM_DIGITS, sum(data, size - tail));
        memcpy(data + size - tail, SUM_LINE, strlen(SUM_LINE));
        memcpy(data + size - 1 - SUM_DIGITS, digits, SUM_DIGITS);
        data[size - 1] = '\n';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        Saved saved, again;
        int r;

        make_folder();
        write_input(data, size);
        memset(&saved, 0xa5, sizeof(saved));
        memset(&again, 0xa5, sizeof(again));
        r = statefile_load(path, &saved);
        if (r < 0) {
                REQUIRE(r == -EBADMSG);
                REQUIRE(memcmp(&saved, &again, sizeof(saved)) == 0);
                return 0;
        }
        require_sound(&saved);
        REQUIRE(statefile_save(path, &saved) == 0);
        REQUIRE(statefile_load(path, &again) == 0);
        require_same(&saved, &again);
        return 0;
}
