/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench-tree DIRECTORY...: for each line of its standard input looks once at each device tree, and prints a line for
 * each, in nanoseconds: what ppc-compatd's packing took, its parsing, and the bare system calls that such a look
 * needs.
 */
#include <dirent.h>
#include <fcntl.h>

#include "bench.h"
#include "devicetree.h"
#include "livetree.h"
#include "macros.h"

static char value[4096];

static bool read_bare(int directory, const char *name, const char *expected) {
        CLEANUP(close_fdp) int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

        if (fd < 0)
                return false;
        bench_check((int)read(fd, value, sizeof(value)), name);
        return expected && strcmp(value, expected) == 0;
}

/* Opens each child of /cpus and reads its type, and of a CPU the two other properties, once and without a question.
 */
static void look_bare(const char *directory) {
        CLEANUP(freep) char *path = NULL;
        struct dirent *entry;
        DIR *cpus = asprintf(&path, "%s/cpus", directory) < 0 ? NULL : opendir(path);

        if (!cpus)
                exit(EXIT_FAILURE);
        while ((entry = readdir(cpus))) {
                CLEANUP(close_fdp) int node = -1;

                if (entry->d_name[0] == '.' || entry->d_type != DT_DIR)
                        continue;
                node = openat(dirfd(cpus), entry->d_name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
                if (!read_bare(node, "device_type", "cpu"))
                        continue;
                read_bare(node, "cpu-version", NULL);
                read_bare(node, "status", NULL);
        }
        closedir(cpus);
}

static void look(const char *directory) {
        CLEANUP(blob_done) Blob blob = {0};
        uint64_t begin = bench_now(), packed, parsed;
        TreeFacts facts;

        bench_check(livetree_pack(directory, &blob), directory);
        packed = bench_now();
        devicetree_parse(&blob, &facts);
        parsed = bench_now();
        look_bare(directory);
        printf("%llu %llu %llu\n", (unsigned long long)(packed - begin), (unsigned long long)(parsed - packed),
               (unsigned long long)(bench_now() - parsed));
}

int main(int argc, char **argv) {
        CLEANUP(freep) char *line = NULL;
        size_t size = 0;

        while (getline(&line, &size, stdin) > 0) {
                for (int i = 1; i < argc; i++)
                        look(argv[i]);
                fflush(stdout);
        }
        return EXIT_SUCCESS;
}
