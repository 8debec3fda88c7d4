/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Saves to one file, again and again, in a thread of its own: nobody else waits for a disk that takes seconds. */
#pragma once

#include "store.h"

typedef struct Saver Saver;

/* The path is copied. 0 or a negative errno. */
int saver_new(const char *path, Saver **ret_saver);

/* Takes NULL, returns NULL. What is to be saved is saved before that, however long it takes. */
Saver *saver_free(Saver *saver);

/*
 * Saves a copy, in place of one whose turn has not come. Waits for the end where that is asked for, else only for a
 * disk that is not slow: 0 or a negative errno, as store_save() has it, or -EINPROGRESS. Where there can be no thread
 * it waits, too.
 */
int saver_save(Saver *saver, const Saved *saved, bool to_the_end);

/* Becomes readable when all is saved for which saver_save() did not wait. */
int saver_get_fd(const Saver *saver);

/* How that ended, or -EINPROGRESS where there is more of it. */
int saver_take_result(Saver *saver);
