/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "macros.h"
#include "ppc-compat1.h"

/* Lines of text, so that a person can read it: a head, one line for each thing, and a sum over all before it. */
#define HEAD "ppc-compatd state 1\n"
#define NONE "-"

#define FILE_MAX (64L * 1024)
#define WORD_MAX 32

/* FNV-1a, against damage and not against malice: the folder belongs to the daemon's user. */
static uint64_t sum(const char *text, size_t size) {
        uint64_t hash = 0xcbf29ce484222325;

        for (size_t i = 0; i < size; i++)
                hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3;
        return hash;
}

static const char *word_or_none(const char *word) {
        return word[0] ? word : NONE;
}

static bool read_reason(const char *word, Reason *reason) {
        return reason_from_name(strcmp(word, NONE) == 0 ? "" : word, reason);
}

static bool read_record(FILE *file, Saved *saved) {
        char health[WORD_MAX], reason[WORD_MAX], trigger[WORD_MAX];
        Record *record = &saved->record;
        State *state = &record->state;

        return fscanf(file, "boot %36s\n", saved->boot_id) == 1 &&
               fscanf(file, "answer %" SCNx64 " %31s %31s\n", &state->compat_mask, health, reason) == 3 &&
               fscanf(file, "generation %" SCNu64 " %31s\n", &record->generation, trigger) == 2 &&
               fscanf(file, "changed %" SCNu64 " %" SCNu64 "\n", &record->last_change.realtime,
                      &record->last_change.monotonic) == 2 &&
               fscanf(file, "last-good %" SCNx64 " %" SCNx32 "\n", &saved->last_good_mask, &saved->processor_pvr) ==
                       2 &&
               (state->compat_mask & ~PPC_COMPAT1_MASK_ALL) == 0 && record->generation > 0 &&
               health_from_name(health, &state->health) && read_reason(reason, &state->reason) &&
               trigger_from_name(trigger, &record->last_trigger);
}

static bool read_history(FILE *file, History *history) {
        unsigned count;

        if (fscanf(file, "history %u\n", &count) != 1 || count > HISTORY_MAX)
                return false;
        for (unsigned i = 0; i < count; i++) {
                char trigger[WORD_MAX], reason[WORD_MAX];
                Change change;

                if (fscanf(file, "%" SCNu64 " %" SCNu64 " %" SCNx64 " %31s %31s\n", &change.realtime,
                           &change.generation, &change.compat_mask, trigger, reason) != 5 ||
                    !trigger_from_name(trigger, &change.trigger) || !read_reason(reason, &change.reason))
                        return false;
                history_add(history, &change);
        }
        return true;
}

/* 0, -EBADMSG or -ENOMEM. */
static int parse(const char *text, size_t size, Saved *ret_saved) {
        CLEANUP(fclosep) FILE *file = NULL;
        Saved saved = {0};
        uint64_t expected;
        long end;

        /* A zero is no text, and would end a word early. */
        if (size <= strlen(HEAD) || memcmp(text, HEAD, strlen(HEAD)) != 0 || memchr(text, '\0', size))
                return -EBADMSG;
        file = fmemopen((char *)text + strlen(HEAD), size - strlen(HEAD), "r");
        if (!file)
                return -ENOMEM;
        if (!read_record(file, &saved) || !read_history(file, &saved.history))
                return -EBADMSG;
        end = ftell(file);
        if (end < 0 || fscanf(file, "sum %" SCNx64, &expected) != 1 ||
            expected != sum(text, strlen(HEAD) + (size_t)end))
                return -EBADMSG;
        *ret_saved = saved;
        return 0;
}

int store_load(const char *path, Saved *ret_saved) {
        CLEANUP(freep) char *text = NULL;
        CLEANUP(fclosep) FILE *file = NULL;
        struct stat st;
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        size_t size;

        if (fd < 0)
                return errno == ELOOP ? -EBADMSG : -errno;
        file = fdopen(fd, "r");
        if (!file) {
                close(fd);
                return -ENOMEM;
        }
        if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX)
                return -EBADMSG;
        text = malloc(FILE_MAX);
        if (!text)
                return -ENOMEM;
        size = fread(text, 1, FILE_MAX, file);
        if (ferror(file))
                return -EIO;
        return parse(text, size, ret_saved);
}

static void print_body(const Saved *saved, FILE *file) {
        const Record *record = &saved->record;
        const State *state = &record->state;

        fprintf(file, HEAD "boot %s\n", saved->boot_id);
        fprintf(file, "answer %016" PRIx64 " %s %s\n", state->compat_mask, health_name(state->health),
                word_or_none(reason_name(state->reason)));
        fprintf(file, "generation %" PRIu64 " %s\n", record->generation, trigger_name(record->last_trigger));
        fprintf(file, "changed %" PRIu64 " %" PRIu64 "\n", record->last_change.realtime,
                record->last_change.monotonic);
        fprintf(file, "last-good %016" PRIx64 " %08" PRIx32 "\n", saved->last_good_mask, saved->processor_pvr);
        fprintf(file, "history %u\n", saved->history.count);
        for (unsigned i = 0; i < saved->history.count; i++) {
                const Change *change = &saved->history.changes[i];

                fprintf(file, "%" PRIu64 " %" PRIu64 " %016" PRIx64 " %s %s\n", change->realtime, change->generation,
                        change->compat_mask, trigger_name(change->trigger),
                        word_or_none(reason_name(change->reason)));
        }
}

static int write_file(int fd, const char *text, size_t size) {
        while (size > 0) {
                ssize_t n = write(fd, text, size);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                text += n;
                size -= (size_t)n;
        }
        return fsync(fd) < 0 ? -errno : 0;
}

/* The new name is on the disk only when its folder is. */
static int sync_folder(const char *path) {
        CLEANUP(freep) char *folder = strndup(path, (size_t)(strrchr(path, '/') - path));
        CLEANUP(close_fdp) int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

        if (!folder)
                return -ENOMEM;
        return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

static int print(const Saved *saved, char **ret_text, size_t *ret_size) {
        FILE *file = open_memstream(ret_text, ret_size);

        if (!file)
                return -errno;
        print_body(saved, file);
        if (fflush(file) == 0)
                fprintf(file, "sum %016" PRIx64 "\n", sum(*ret_text, *ret_size));
        /* A stream in memory that lacked some may leave no text, and say nothing of it. */
        return fclose(file) == 0 && *ret_text ? 0 : -ENOMEM;
}

int store_save(const char *path, const Saved *saved) {
        CLEANUP(freep) char *text = NULL;
        CLEANUP(freep) char *temporary = NULL;
        CLEANUP(close_fdp) int fd = -1;
        size_t size;
        int r = print(saved, &text, &size);

        if (r < 0)
                return r;
        if (asprintf(&temporary, "%s.new", path) < 0)
                return -ENOMEM;
        fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0)
                return -errno;
        r = write_file(fd, text, size);
        if (r == 0 && rename(temporary, path) < 0)
                r = -errno;
        if (r < 0)
                unlink(temporary);
        return r < 0 ? r : sync_folder(path);
}

int store_set_aside(const char *path) {
        CLEANUP(freep) char *bad = NULL;

        if (asprintf(&bad, "%s.bad", path) < 0)
                return -ENOMEM;
        return rename(path, bad) < 0 ? -errno : 0;
}
