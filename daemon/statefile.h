/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What outlives a restart, in one file: the last published answer, the generation, the history, and what KVM last
 * said when all was well. The file is replaced as a whole, so that a loss of power leaves the old one or the new one.
 */
#pragma once

#include "history.h"
#include "record.h"

typedef struct Saved {
        Record record;        /* of its judgement only the answer: compat_mask, state and reason */
        bool is_answer_known; /* false: another version wrote it in words that mean nothing here */
        History history;
        uint64_t last_good_mask; /* 0: none */
        uint32_t processor_pvr;  /* of the host that it is true for */
        char boot_id[37];        /* of the boot that the monotonic times belong to */
} Saved;

/*
 * 0, or a negative errno: -ENOENT where nothing was saved yet, -EBADMSG where it is no file of this program or is
 * damaged. ret_saved is untouched then. Of another version's file what means nothing here is left out.
 */
int statefile_load(const char *path, Saved *ret_saved);

/* 0 or a negative errno, as replacefile_write() has it. */
int statefile_save(const char *path, const Saved *saved);

/* Renames what cannot be trusted to PATH.bad, in place of an earlier one. 0 or a negative errno. */
int statefile_set_aside(const char *path);
