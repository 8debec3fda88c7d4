/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "statefile.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "macros.h"
#include "ppc-compat1.h"
#include "replacefile.h"

/* Lines of text, so that a person can read it: a head, one line for each thing, and a sum over all before it. */
#define HEAD "ppc-compatd state 1\n"
#define NONE "-"
#define SUM "sum "

#define FILE_MAX (64L * 1024)
#define WORD_MAX 32

/* A generation beyond this was not counted, and the next ones would begin again at zero. */
#define GENERATION_MAX INT64_MAX

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

/* An unknown word is one of another version: the answer is not known then. */
static void read_answer(const char *line, Saved *saved) {
        char state[WORD_MAX], reason[WORD_MAX];
        Judgement *judgement = &saved->record.judgement;
        uint64_t mask;

        if (sscanf(line, "answer %" SCNx64 " %31s %31s", &mask, state, reason) != 3 ||
            !state_from_name(state, &judgement->state) || !read_reason(reason, &judgement->reason))
                return;
        judgement->compat_mask = mask & PPC_COMPAT1_MASK_ALL;
        saved->is_answer_known = judgement->compat_mask == mask;
}

static void read_generation(const char *line, Record *record) {
        char trigger[WORD_MAX];
        uint64_t generation;

        if (sscanf(line, "generation %" SCNu64 " %31s", &generation, trigger) != 2)
                return;
        record->generation = generation;
        trigger_from_name(trigger, &record->last_trigger);
}

static void read_times(const char *line, Timestamp *time) {
        Timestamp read;

        if (sscanf(line, "changed %" SCNu64 " %" SCNu64, &read.realtime, &read.monotonic) == 2)
                *time = read;
}

static void read_last_good(const char *line, Saved *saved) {
        uint64_t mask;
        uint32_t pvr;

        if (sscanf(line, "last-good %" SCNx64 " %" SCNx32, &mask, &pvr) != 2)
                return;
        saved->last_good_mask = mask & PPC_COMPAT1_MASK_ALL;
        saved->processor_pvr = pvr;
}

static void read_change(const char *line, History *history) {
        char trigger[WORD_MAX], reason[WORD_MAX];
        Change change;

        if (sscanf(line, "%" SCNu64 " %" SCNu64 " %" SCNx64 " %31s %31s", &change.realtime, &change.generation,
                   &change.compat_mask, trigger, reason) == 5 &&
            (change.compat_mask & ~PPC_COMPAT1_MASK_ALL) == 0 && trigger_from_name(trigger, &change.trigger) &&
            read_reason(reason, &change.reason))
                history_add(history, &change);
}

/* A line that means nothing here is one of another version, and is passed over. */
static void read_line(const char *line, Saved *saved) {
        if (strncmp(line, "boot ", strlen("boot ")) == 0)
                sscanf(line, "boot %36s", saved->boot_id);
        read_answer(line, saved);
        read_generation(line, &saved->record);
        read_times(line, &saved->record.last_change);
        read_last_good(line, saved);
        read_change(line, &saved->history);
}

/* The end of what the sum is over; 0 if there is none, or it is another. */
static size_t find_end(const char *text) {
        const char *line = NULL;
        uint64_t expected;
        size_t end;

        for (const char *next = text; (next = strstr(next, "\n" SUM)); next++)
                line = next + 1;
        if (!line || sscanf(line, SUM "%" SCNx64, &expected) != 1)
                return 0;
        end = (size_t)(line - text);
        return expected == sum(text, end) ? end : 0;
}

/* Takes the text, which is as long as its size says, apart. 0 or -EBADMSG. */
static int parse(char *text, size_t size, Saved *ret_saved) {
        Saved saved = {0};
        size_t end = find_end(text);
        char *line;

        /* A zero is no text, and would end it early. */
        if (strlen(text) != size || end == 0 || strncmp(text, HEAD, strlen(HEAD)) != 0)
                return -EBADMSG;
        text[end] = '\0';
        while ((line = strsep(&text, "\n")))
                read_line(line, &saved);
        if (saved.record.generation == 0 || saved.record.generation > GENERATION_MAX)
                return -EBADMSG;
        *ret_saved = saved;
        return 0;
}

int statefile_load(const char *path, Saved *ret_saved) {
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
        text = malloc(FILE_MAX + 1);
        if (!text)
                return -ENOMEM;
        size = fread(text, 1, FILE_MAX, file);
        if (ferror(file))
                return -EIO;
        text[size] = '\0';
        return parse(text, size, ret_saved);
}

static void print_body(const Saved *saved, FILE *file) {
        const Record *record = &saved->record;
        const Judgement *judgement = &record->judgement;

        fprintf(file, HEAD "boot %s\n", saved->boot_id);
        fprintf(file, "answer %016" PRIx64 " %s %s\n", judgement->compat_mask, state_name(judgement->state),
                word_or_none(reason_name(judgement->reason)));
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

static int print(const Saved *saved, char **ret_text, size_t *ret_size) {
        FILE *file = open_memstream(ret_text, ret_size);

        if (!file)
                return -errno;
        print_body(saved, file);
        if (fflush(file) == 0)
                fprintf(file, SUM "%016" PRIx64 "\n", sum(*ret_text, *ret_size));
        /* If memory is short, the stream may have no text without reporting an error. */
        return fclose(file) == 0 && *ret_text ? 0 : -ENOMEM;
}

int statefile_save(const char *path, const Saved *saved) {
        CLEANUP(freep) char *text = NULL;
        size_t size;
        int r = print(saved, &text, &size);

        return r < 0 ? r : replacefile_write(path, text, size, 0600, NULL);
}

int statefile_set_aside(const char *path) {
        CLEANUP(freep) char *bad = NULL;

        if (asprintf(&bad, "%s.bad", path) < 0)
                return -ENOMEM;
        return rename(path, bad) < 0 ? -errno : 0;
}
