/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "decrementer.h"

#include <dirent.h>
#include <endian.h>
#include <fcntl.h>
#include <unistd.h>

#include "macros.h"

/* One cell, big-endian as all of the tree; 0 if the node has none. */
static uint32_t read_bits(int cpus, const char *node) {
        CLEANUP(close_fdp) int directory = openat(cpus, node, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        CLEANUP(close_fdp) int fd = -1;
        uint32_t bits;

        if (directory < 0)
                return 0;
        fd = openat(directory, "ibm,dec-bits", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        return fd >= 0 && read(fd, &bits, sizeof(bits)) == sizeof(bits) ? be32toh(bits) : 0;
}

static void closedirp(DIR **stream) {
        if (*stream)
                closedir(*stream);
}

uint32_t decrementer_read_bits(const char *directory) {
        CLEANUP(close_fdp) int root = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
        CLEANUP(closedirp) DIR *stream = NULL;
        struct dirent *entry;
        uint32_t bits = 0;
        int cpus = root < 0 ? -1 : openat(root, "cpus", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

        if (cpus < 0)
                return 0;
        stream = fdopendir(cpus);
        if (!stream) {
                close(cpus);
                return 0;
        }
        while (bits == 0 && (entry = readdir(stream)))
                if (entry->d_name[0] != '.')
                        bits = read_bits(cpus, entry->d_name);
        return bits;
}
