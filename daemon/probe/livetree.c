/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "livetree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libfdt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "macros.h"

#define BLOB_SIZE_FIRST (16UL * 1024)

/*
 * What a CPU node says of itself is a word or a number. With BLOB_NODES_MAX of such nodes the blob stays far below
 * the two GiB of libfdt's int.
 */
#define CPU_PROPERTY_MAX 64

/* The kernel replaces a changed property by a new file; it is missing in between, for microseconds. */
#define VANISHED_RETRIES 3
#define VANISHED_WAIT_NSEC 1000000

typedef struct Packer {
        Blob blob;   /* written in sequence, grown as needed */
        char *value; /* of the property at hand, LIVETREE_PROPERTY_MAX + 1 bytes */
        bool vanished;
        int error; /* the first that occurred, as a negative errno; all later steps do nothing */
} Packer;

static void packer_done(Packer *packer) {
        blob_done(&packer->blob);
        free(packer->value);
}

static bool packer_grow(Packer *packer) {
        size_t size = packer->blob.size * 2;
        void *data = malloc(size);

        if (!data || fdt_resize(packer->blob.data, data, (int)size) < 0) {
                free(data);
                packer->error = -ENOMEM;
                return false;
        }
        free(packer->blob.data);
        packer->blob = (Blob){.data = data, .size = size};
        return true;
}

/* Whether a step of libfdt's sequential writing is to be done again, in a larger buffer. */
static bool packer_again(Packer *packer, int r) {
        if (r == 0 || packer->error < 0)
                return false;
        if (r == -FDT_ERR_NOSPACE)
                return packer_grow(packer);
        packer->error = -EINVAL;
        return false;
}

static void pack_begin(Packer *packer, const char *name) {
        while (packer->error == 0 && packer_again(packer, fdt_begin_node(packer->blob.data, name)))
                ;
}

static void pack_end(Packer *packer) {
        while (packer->error == 0 && packer_again(packer, fdt_end_node(packer->blob.data)))
                ;
}

static void pack_value(Packer *packer, const char *name, size_t size) {
        while (packer->error == 0 &&
               packer_again(packer, fdt_property(packer->blob.data, name, packer->value, (int)size)))
                ;
}

/* A failure of this process, not of what it looks at. */
static bool is_shortage(int error) {
        return error == EMFILE || error == ENFILE || error == ENOMEM;
}

/* Opens without following a link and without waiting for a FIFO's other end; -1 with errno. */
static int open_beneath(Packer *packer, int directory, const char *name, int flags) {
        int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags);

        if (fd < 0 && is_shortage(errno) && packer->error == 0)
                packer->error = -errno;
        return fd;
}

/* The size of the value that was read, 0 where it cannot be one, or is longer than max. */
static size_t read_value(int fd, char *value, size_t max) {
        struct stat st;
        size_t size = 0;

        if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
                return 0;
        while (size <= max) {
                ssize_t n;

                /* A property's file has its size, which saves a read for the end of each; there can be thousands. */
                if (size > 0 && size == (size_t)st.st_size)
                        return size;
                n = read(fd, value + size, max + 1 - size);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return 0;
                if (n == 0)
                        return size;
                size += (size_t)n;
        }
        return 0;
}

/* False where the property is not there. */
static bool pack_property(Packer *packer, int directory, const char *name, size_t max) {
        CLEANUP(close_fdp) int fd = open_beneath(packer, directory, name, 0);

        if (fd < 0 && errno == ENOENT)
                return false;
        pack_value(packer, name, fd < 0 ? 0 : read_value(fd, packer->value, max));
        return true;
}

/* Whether the property is exactly this; of any other no more is read than it takes to say so. */
static bool property_is(Packer *packer, int directory, const char *name, const char *value, size_t size) {
        CLEANUP(close_fdp) int fd = open_beneath(packer, directory, name, 0);
        size_t had = 0;
        ssize_t n;

        if (fd < 0)
                return false;
        do {
                n = read(fd, packer->value + had, size + 1 - had);
                had += n > 0 ? (size_t)n : 0;
                if (had > size || memcmp(packer->value, value, had) != 0)
                        return false;
        } while (n > 0 || (n < 0 && errno == EINTR));
        return n == 0 && had == size;
}

static void pack_presence(Packer *packer, int directory, const char *name) {
        struct stat st;

        if (fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
                pack_value(packer, name, 0);
}

static void pack_hypervisor(Packer *packer, int root) {
        CLEANUP(close_fdp) int directory = open_beneath(packer, root, "hypervisor", O_DIRECTORY);

        if (directory < 0)
                return;
        pack_begin(packer, "hypervisor");
        pack_property(packer, directory, "compatible", LIVETREE_PROPERTY_MAX);
        pack_end(packer);
}

/* Linux distinguishes nodes of one name by #1, and dtc takes no # in a name. The name has no meaning here. */
static void pack_cpu_begin(Packer *packer, const char *name) {
        char plain[NAME_MAX + 1] = "";

        for (size_t i = 0; name[i]; i++)
                plain[i] = (char)(name[i] == '#' ? '_' : name[i]);
        pack_begin(packer, plain);
}

/* The caches of real hosts are children of /cpus too, twice as many as CPUs; nothing of them is needed. */
static void pack_cpu(Packer *packer, int cpus, const char *name) {
        static const char type[] = "cpu";
        CLEANUP(close_fdp) int directory = open_beneath(packer, cpus, name, O_DIRECTORY | O_PATH);

        if (directory < 0 || !property_is(packer, directory, "device_type", type, sizeof(type)))
                return;
        pack_cpu_begin(packer, name);
        pack_value(packer, "device_type", sizeof(type));
        if (!pack_property(packer, directory, "cpu-version", CPU_PROPERTY_MAX))
                packer->vanished = true;
        pack_property(packer, directory, "status", CPU_PROPERTY_MAX);
        pack_end(packer);
}

static void closedirp(DIR **stream) {
        if (*stream)
                closedir(*stream);
}

/* The next entry that can be a node: what is known to be no directory is passed over unopened. */
static const char *next_node(DIR *stream) {
        struct dirent *entry;

        while ((entry = readdir(stream)))
                if ((entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN) && strcmp(entry->d_name, ".") != 0 &&
                    strcmp(entry->d_name, "..") != 0)
                        return entry->d_name;
        return NULL;
}

static void pack_cpus(Packer *packer, int root) {
        CLEANUP(closedirp) DIR *stream = NULL;
        unsigned nodes = 0;
        const char *name;
        int directory = open_beneath(packer, root, "cpus", O_DIRECTORY);

        if (directory < 0)
                return;
        stream = fdopendir(directory);
        if (!stream) {
                packer->error = -errno;
                close(directory);
                return;
        }
        pack_begin(packer, "cpus");
        while (next_node(stream))
                nodes++;
        rewinddir(stream);
        /* More than any host has: none of them is trusted. Room is left for the other nodes of the tree. */
        if (nodes < BLOB_NODES_MAX - 8)
                while (packer->error == 0 && (name = next_node(stream)))
                        pack_cpu(packer, directory, name);
        pack_end(packer);
}

static void pack_root(Packer *packer, int root) {
        static const char *const private[] = {"ibm,partition-name", "hmc-managed?", "ibm,powervm-partition",
                                              "ibm,fw-net-version"};

        pack_property(packer, root, "compatible", LIVETREE_PROPERTY_MAX);
        pack_property(packer, root, "device_type", LIVETREE_PROPERTY_MAX);
        for (size_t i = 0; i < ELEMENTS(private); i++)
                pack_presence(packer, root, private[i]);
        pack_hypervisor(packer, root);
        pack_cpus(packer, root);
}

static void pack_tree(Packer *packer, const char *path) {
        CLEANUP(close_fdp) int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (root < 0 && is_shortage(errno)) {
                packer->error = -errno;
                return;
        }
        packer->vanished = false;
        if (fdt_create(packer->blob.data, (int)packer->blob.size) < 0 ||
            fdt_finish_reservemap(packer->blob.data) < 0) {
                packer->error = -EINVAL;
                return;
        }
        pack_begin(packer, "");
        if (root >= 0)
                pack_root(packer, root);
        pack_end(packer);
        while (packer->error == 0 && packer_again(packer, fdt_finish(packer->blob.data)))
                ;
}

int livetree_pack(const char *directory, Blob *ret_blob) {
        static const struct timespec wait = {.tv_nsec = VANISHED_WAIT_NSEC};
        CLEANUP(packer_done) Packer packer = {.blob.size = BLOB_SIZE_FIRST};

        packer.blob.data = calloc(1, packer.blob.size);
        packer.value = malloc(LIVETREE_PROPERTY_MAX + 1);
        if (!packer.blob.data || !packer.value)
                return -ENOMEM;

        pack_tree(&packer, directory);
        for (unsigned i = 0; packer.error == 0 && packer.vanished && i < VANISHED_RETRIES; i++) {
                nanosleep(&wait, NULL);
                pack_tree(&packer, directory);
        }
        if (packer.error < 0)
                return packer.error;

        packer.blob.size = fdt_totalsize(packer.blob.data);
        *ret_blob = packer.blob;
        packer.blob = (Blob){0};
        return 0;
}
