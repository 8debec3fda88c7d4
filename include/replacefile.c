/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "replacefile.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "macros.h"

/* So many names are tried; one that is taken is left alone. */
#define NAMES_MAX 100

typedef struct Temporary {
        int folder;
        char name[32]; /* short, whatever the length of the file's own */
        int fd;
} Temporary;

/* -1 with errno. Links on the way to the folder are followed; one that may not be read can still be written to. */
static int open_folder(const char *path, const char *base) {
        CLEANUP(freep) char *folder = base == path ? strdup(".") : strndup(path, (size_t)(base - path));
        int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

        return folder && fd < 0 && errno == EACCES ? open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC) : fd;
}

static int check_target(int folder, const char *base) {
        struct stat st;

        if (fstatat(folder, base, &st, AT_SYMLINK_NOFOLLOW) < 0)
                return errno == ENOENT ? 0 : -errno;
        return S_ISREG(st.st_mode) ? 0 : REPLACEFILE_NOT_REGULAR;
}

static int temporary_open(Temporary *temporary, mode_t mode) {
        for (unsigned i = 0; i < NAMES_MAX; i++) {
                uint32_t number;

                if (getrandom(&number, sizeof(number), 0) != sizeof(number))
                        return -EIO;
                snprintf(temporary->name, sizeof(temporary->name), ".ppc-compat.%08x", number);
                temporary->fd = openat(temporary->folder, temporary->name,
                                       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                       mode == REPLACEFILE_UMASK ? 0666 : 0600);
                if (temporary->fd >= 0)
                        return 0;
                if (errno != EEXIST)
                        return -errno;
        }
        return -EEXIST;
}

static int write_whole(int fd, const char *data, size_t size) {
        while (size > 0) {
                ssize_t n = write(fd, data, size);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                data += n;
                size -= (size_t)n;
        }
        return 0;
}

/* The content first and the name after it, or a loss of power could leave an empty file of that name. */
static int temporary_fill(Temporary *temporary, const void *data, size_t size, mode_t mode, struct stat *filled) {
        int r = write_whole(temporary->fd, data, size);

        if (r == 0 && mode != REPLACEFILE_UMASK && fchmod(temporary->fd, mode) < 0)
                r = -errno;
        if (r == 0 && (fsync(temporary->fd) < 0 || fstat(temporary->fd, filled) < 0))
                r = -errno;
        /* Some file systems only say here that there was no room. */
        if (close(temporary->fd) < 0 && r == 0)
                r = -errno;
        return r;
}

/* The new name is on the disk only when its folder is. Not every file system or user can sync a folder. */
static int sync_folder(int folder) {
        return fsync(folder) < 0 && errno != EINVAL && errno != EBADF ? -errno : 0;
}

static int replace(int folder, const char *base, const void *data, size_t size, mode_t mode, struct stat *written) {
        Temporary temporary = {.folder = folder};
        struct stat filled;
        int r = temporary_open(&temporary, mode);

        if (r < 0)
                return r;
        r = temporary_fill(&temporary, data, size, mode, &filled);
        if (r == 0 && renameat(folder, temporary.name, folder, base) < 0)
                r = -errno;
        if (r < 0) {
                unlinkat(folder, temporary.name, 0);
                return r;
        }
        if (written)
                *written = filled;
        return sync_folder(folder);
}

int replacefile_write(const char *path, const void *data, size_t size, mode_t mode, struct stat *written) {
        const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
        CLEANUP(close_fdp) int folder = open_folder(path, base);
        sigset_t all, before;
        int r;

        if (folder < 0)
                return -errno;
        r = check_target(folder, base[0] ? base : ".");
        if (r < 0)
                return r;
        /* One that ends this program would leave the temporary behind. */
        sigfillset(&all);
        sigprocmask(SIG_SETMASK, &all, &before);
        r = replace(folder, base, data, size, mode, written);
        sigprocmask(SIG_SETMASK, &before, NULL);
        return r;
}

const char *replacefile_strerror(int error) {
        if (error == REPLACEFILE_NOT_REGULAR)
                return "it is a link, a device or a folder; name a regular file";
        return strerror(-error);
}
