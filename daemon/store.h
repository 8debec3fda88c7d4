/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What outlives a restart, in one file: the last published answer, the generation, the history, and what KVM last
 * said when all was well. The file is replaced as a whole, so that a loss of power leaves the old one or the new one.
 */
#pragma once

#include "history.h"
#include "record.h"

typedef struct Saved {
        Record record; /* of its state only the answer: compat_mask, health and reason */
        History history;
        uint64_t last_good_mask; /* 0: none */
        uint32_t processor_pvr;  /* of the host that it is true for */
        char boot_id[37];        /* of the boot that the monotonic times belong to */
} Saved;

/*
 * 0, or a negative errno: -ENOENT where nothing was saved yet, -EBADMSG where it is no file of this program, version
 * or state of health. ret_saved is untouched then.
 */
int store_load(const char *path, Saved *ret_saved);

/* 0 or a negative errno; the file is the old one then. */
int store_save(const char *path, const Saved *saved);

/* Renames a file that cannot be trusted to PATH.bad, in place of an earlier one. 0 or a negative errno. */
int store_set_aside(const char *path);
