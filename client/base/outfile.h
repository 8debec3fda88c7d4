/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file that others read at any moment. Its writer removes it at the end: the file that it wrote, and no other. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

typedef struct Outfile {
        const char *path;
        /* Which file of that name is ours, since others may put theirs in its place. */
        bool made;
        dev_t device;
        ino_t inode;
        struct timespec written;
} Outfile;

/*
 * Replaces a regular file by the text, atomically, with what the umask leaves of 0666. Until then it has a hidden
 * name beside it, which node_exporter, Node Feature Discovery, Ansible and Nova pass over. Where that fails it
 * complains, and what was there before is there still.
 */
bool outfile_replace(Outfile *file, const char *text, size_t size);

/* Removes what outfile_replace() made, if it is still there. */
void outfile_remove(const Outfile *file);
