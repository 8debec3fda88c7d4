/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "outfile.h"

#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"
#include "replacefile.h"

/* The number of a file that is gone may be given to another, but not with the same time. */
static bool is_ours(const Outfile *file, const struct stat *st) {
        return file->device == st->st_dev && file->inode == st->st_ino &&
               file->written.tv_sec == st->st_mtim.tv_sec && file->written.tv_nsec == st->st_mtim.tv_nsec;
}

bool outfile_replace(Outfile *file, const char *text, size_t size) {
        struct stat st = {0};
        int r = replacefile_write(file->path, text, size, REPLACEFILE_UMASK, &st);

        if (S_ISREG(st.st_mode)) {
                file->made = true;
                file->device = st.st_dev;
                file->inode = st.st_ino;
                file->written = st.st_mtim;
        }
        if (r < 0)
                complain("cannot write %s: %s", file->path, replacefile_strerror(r));
        return r >= 0;
}

void outfile_remove(const Outfile *file) {
        struct stat st;

        if (file->made && lstat(file->path, &st) == 0 && is_ours(file, &st))
                unlink(file->path);
}
