/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "capture.h"

#include <errno.h>
#include <fcntl.h>
#include <libfdt.h>
#include <string.h>
#include <sys/stat.h>

#include "devicetree.h"
#include "macros.h"
#include "replacefile.h"

/* A key's value where it is there; false where it has another size. */
static bool take_u32(const void *fdt, int node, const char *key, uint32_t *value) {
        int length;
        const fdt32_t *data = fdt_getprop(fdt, node, key, &length);

        if (data && length == sizeof(*data))
                *value = fdt32_ld(data);
        return !data || length == sizeof(*data);
}

static bool take_u64(const void *fdt, int node, const char *key, uint64_t *value) {
        int length;
        const fdt64_t *data = fdt_getprop(fdt, node, key, &length);

        if (data && length == sizeof(*data))
                *value = fdt64_ld(data);
        return !data || length == sizeof(*data);
}

static bool take_outcome(const void *fdt, int node, KvmOutcome *outcome) {
        int length;
        const char *word = fdt_getprop(fdt, node, "kvm-outcome", &length);

        if (!word)
                return true;
        return length > 0 && memchr(word, '\0', (size_t)length) == word + length - 1 &&
               kvm_outcome_from_name(word, outcome);
}

static const char *parse_answer(const void *fdt, int node, Facts *facts) {
        uint32_t format = CAPTURE_FORMAT, error = 0;

        if (!take_u32(fdt, node, "format", &format) || format != CAPTURE_FORMAT)
                return "is a capture of another format; use a ppc-compatd that is as new as the one that made it";
        if (!take_outcome(fdt, node, &facts->kvm.outcome))
                return "has no known word as kvm-outcome";
        if (!take_u32(fdt, node, "kvm-errno", &error) || error > INT32_MAX)
                return "has no error number as kvm-errno";
        if (!take_u64(fdt, node, "kvm-mask", &facts->kvm.mask))
                return "has no 64-bit number as kvm-mask";
        if (!take_u32(fdt, node, "processor-pvr", &facts->processor_pvr))
                return "has no 32-bit number as processor-pvr";
        facts->kvm.error = (int)error;
        return NULL;
}

const char *capture_parse(const Blob *blob, Facts *ret_facts) {
        const char *problem = devicetree_find_problem(blob);
        Facts facts = {0};
        int node;

        if (problem)
                return problem;
        node = devicetree_find_child(blob->data, DEVICETREE_CAPTURE_NODE);
        if (node >= 0)
                problem = parse_answer(blob->data, node, &facts);
        if (problem)
                return problem;
        devicetree_parse(blob, &facts.tree);
        *ret_facts = facts;
        return NULL;
}

static const char *read_whole(int fd, Blob *blob) {
        struct stat st;
        size_t size = 0;

        if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
                return "is not a regular file";
        if (st.st_size > CAPTURE_FILE_MAX)
                return "is larger than any capture";
        blob->data = malloc((size_t)st.st_size + 1);
        if (!blob->data)
                return "does not fit into memory";
        while (size <= (size_t)st.st_size) {
                ssize_t n = read(fd, (char *)blob->data + size, (size_t)st.st_size + 1 - size);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return "cannot be read";
                if (n == 0)
                        break;
                size += (size_t)n;
        }
        blob->size = size;
        return NULL;
}

const char *capture_read(const char *path, Facts *ret_facts) {
        CLEANUP(blob_done) Blob blob = {0};
        CLEANUP(close_fdp) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        const char *problem;

        if (fd < 0 && errno == ENOENT)
                return "does not exist";
        if (fd < 0)
                return errno == EACCES ? "may not be read by this user" : "cannot be opened";
        problem = read_whole(fd, &blob);
        return problem ? problem : capture_parse(&blob, ret_facts);
}

int capture_add(Blob *blob, const KvmAnswer *answer, uint32_t processor_pvr, const char *kernel_release) {
        size_t size = blob->size + 512 + strlen(kernel_release);
        void *fdt = malloc(size);
        int node, r;

        if (!fdt)
                return -ENOMEM;
        r = fdt_open_into(blob->data, fdt, (int)size);
        node = r < 0 ? r : fdt_add_subnode(fdt, 0, DEVICETREE_CAPTURE_NODE);
        /* The last first, since libfdt puts a new property before the others. */
        if (node < 0 || fdt_setprop_string(fdt, node, "kernel-release", kernel_release) < 0 ||
            fdt_setprop_u32(fdt, node, "processor-pvr", processor_pvr) < 0 ||
            fdt_setprop_u64(fdt, node, "kvm-mask", answer->mask) < 0 ||
            fdt_setprop_u32(fdt, node, "kvm-errno", (uint32_t)answer->error) < 0 ||
            fdt_setprop_string(fdt, node, "kvm-outcome", kvm_outcome_name(answer->outcome)) < 0 ||
            fdt_setprop_u32(fdt, node, "format", CAPTURE_FORMAT) < 0 || fdt_pack(fdt) < 0) {
                free(fdt);
                return -EINVAL;
        }
        blob_done(blob);
        *blob = (Blob){.data = fdt, .size = fdt_totalsize(fdt)};
        return 0;
}

static int write_whole(int fd, const Blob *blob) {
        for (size_t size = 0; size < blob->size;) {
                ssize_t n = write(fd, (const char *)blob->data + size, blob->size - size);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                size += (size_t)n;
        }
        return 0;
}

int capture_write(const char *path, const Blob *blob) {
        if (strcmp(path, "-") == 0)
                return write_whole(STDOUT_FILENO, blob);
        return replacefile_write(path, blob->data, blob->size, REPLACEFILE_UMASK);
}
