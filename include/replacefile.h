/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Replaces a file as a whole: a reader, also after a loss of power, has the old one or the new one. Only a
 * regular file is replaced; a link, a device, a FIFO or a folder of that name is left alone.
 */
#ifndef REPLACEFILE_H
#define REPLACEFILE_H

#include <errno.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

/* In place of a mode: what the umask leaves of 0666. */
#define REPLACEFILE_UMASK ((mode_t)-1)

/* There is something of that name that is no regular file. */
#define REPLACEFILE_NOT_REGULAR (-EMEDIUMTYPE)

/*
 * Writes the data to the file of that name, with that mode. Until all of it is on the disk it has a hidden name in
 * the same folder, ".ppc-compat." and some letters; that one is gone when this returns, and signals wait so long.
 *
 * 0, REPLACEFILE_NOT_REGULAR or another negative errno. After an error the file is what it was, except where only the
 * folder could not be written to the disk: then it is the new one.
 *
 * written: NULL, or filled when the new file has the name, and left alone when it never had. Who looks at the name
 * afterwards may find the file of somebody else.
 */
int replacefile_write(const char *path, const void *data, size_t size, mode_t mode, struct stat *written);

/* What an error of replacefile_write() means, to follow "cannot be written: ". */
const char *replacefile_strerror(int error);

#endif
