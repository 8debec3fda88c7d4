/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"
#include "macros.h"

static char *name_beside(const char *path) {
        const char *slash = strrchr(path, '/');
        int folder = slash ? (int)(slash + 1 - path) : 0;
        char *name;

        return asprintf(&name, "%.*s.%s.XXXXXX", folder, path, path + folder) < 0 ? NULL : name;
}

static bool write_all(int fd, const char *text, size_t size) {
        while (size > 0) {
                ssize_t written = write(fd, text, size);

                if (written < 0 && errno != EINTR)
                        return false;
                if (written > 0) {
                        text += written;
                        size -= (size_t)written;
                }
        }
        return true;
}

/* Synced before it gets its name, so that the file is whole after a power cut too. */
static bool replace(const char *path, const char *text, size_t size) {
        CLEANUP(freep) char *name = name_beside(path);
        CLEANUP(close_fdp) int fd = -1;

        if (!name)
                return false;
        fd = mkostemp(name, O_CLOEXEC);
        if (fd < 0)
                return false;
        if (write_all(fd, text, size) && fchmod(fd, 0644) == 0 && fsync(fd) == 0 && rename(name, path) == 0)
                return true;
        unlink(name);
        return false;
}

bool outfile_replace(const char *path, const char *text, size_t size) {
        if (replace(path, text, size))
                return true;
        outfile_remove(path);
        complain("cannot write %s; see whether its folder is there, yours to write, and not full", path);
        return false;
}

void outfile_remove(const char *path) {
        unlink(path);
}
