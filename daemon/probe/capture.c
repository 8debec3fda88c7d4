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

/* A key's value where it is there; false if it has another size. */
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

/* The next string of a property of strings, NULL after the last. Its value is sound: each string has its end. */
static const char *next_word(const char *list, int length, const char *word) {
        const char *next = word ? word + strlen(word) + 1 : list;

        return next < list + length ? next : NULL;
}

/* A property of strings; false if a string has no end. Where there is none the list is empty. */
static bool take_words(const void *fdt, int node, const char *key, const char **ret_list, int *ret_length) {
        const char *list = fdt_getprop(fdt, node, key, ret_length);

        *ret_list = list;
        if (!list)
                *ret_length = 0;
        return *ret_length == 0 || list[*ret_length - 1] == '\0';
}

static bool take_modes(const void *fdt, int node, const char *key, ModeSet *modes) {
        const char *list;
        int length;

        if (!take_words(fdt, node, key, &list, &length))
                return false;
        for (const char *word = NULL; (word = next_word(list, length, word));) {
                Mode mode = mode_from_name(word);

                if (mode == MODE_UNKNOWN)
                        return false;
                *modes |= mode_set_of(mode);
        }
        return true;
}

static bool take_options(const void *fdt, int node, MachineOptions *options) {
        const char *list;
        int length;

        if (!take_words(fdt, node, "machine-options", &list, &length))
                return false;
        for (const char *word = NULL; (word = next_word(list, length, word));) {
                MachineOption option;

                if (!machine_option_from_text(word, &option))
                        return false;
                *options |= machine_option_of(option);
        }
        return true;
}

static const char *parse_trial(const void *fdt, int node, KvmAnswer *answer) {
        if (!take_modes(fdt, node, "trial-ran", &answer->trial.ran))
                return "has no names of modes as trial-ran";
        if (!take_modes(fdt, node, "trial-refused", &answer->trial.refused))
                return "has no names of modes as trial-refused";
        if (answer->trial.ran & answer->trial.refused)
                return "has one mode both in trial-ran and in trial-refused";
        return take_options(fdt, node, &answer->machine_options) ? NULL : "has no known options as machine-options";
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
        return parse_trial(fdt, node, &facts->kvm);
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

/* The words of a property of strings, one after the other with their ends. */
typedef struct Words {
        char text[256];
        size_t length;
} Words;

static void add_word(Words *words, const char *word) {
        words->length += strlen(strcpy(words->text + words->length, word)) + 1;
}

static Words words_of_modes(ModeSet set) {
        Words words = {.length = 0};

        for (Mode mode = MODE_COUNT - 1; mode > MODE_UNKNOWN; mode--)
                if (mode_set_has(set, mode))
                        add_word(&words, mode_name(mode));
        return words;
}

static Words words_of_options(MachineOptions set) {
        Words words = {.length = 0};

        for (MachineOption option = 0; option < MACHINE_OPTION_COUNT; option++)
                if (set & machine_option_of(option)) {
                        char *text = words.text + words.length;

                        words.length += (size_t)sprintf(text, "%s=%s", machine_option_key(option),
                                                        machine_option_value(option)) +
                                        1;
                }
        return words;
}

static int add_words(void *fdt, int node, const char *key, const Words *words) {
        return words->length == 0 ? 0 : fdt_setprop(fdt, node, key, words->text, (int)words->length);
}

static int add_answer(void *fdt, int node, const KvmAnswer *answer) {
        Words ran = words_of_modes(answer->trial.ran), refused = words_of_modes(answer->trial.refused);
        Words options = words_of_options(answer->machine_options);
        int r = add_words(fdt, node, "machine-options", &options);

        if (r == 0)
                r = add_words(fdt, node, "trial-refused", &refused);
        if (r == 0)
                r = add_words(fdt, node, "trial-ran", &ran);
        if (r == 0)
                r = fdt_setprop_u64(fdt, node, "kvm-mask", answer->mask);
        if (r == 0)
                r = fdt_setprop_u32(fdt, node, "kvm-errno", (uint32_t)answer->error);
        return r < 0 ? r : fdt_setprop_string(fdt, node, "kvm-outcome", kvm_outcome_name(answer->outcome));
}

int capture_add(Blob *blob, const KvmAnswer *answer, uint32_t processor_pvr, const char *kernel_release) {
        size_t size = blob->size + 3 * sizeof(Words) + 512 + strlen(kernel_release);
        void *fdt = malloc(size);
        int node, r;

        if (!fdt)
                return -ENOMEM;
        r = fdt_open_into(blob->data, fdt, (int)size);
        node = r < 0 ? r : fdt_add_subnode(fdt, 0, DEVICETREE_CAPTURE_NODE);
        /* The last first, since libfdt puts a new property before the others. */
        if (node < 0 || fdt_setprop_string(fdt, node, "kernel-release", kernel_release) < 0 ||
            fdt_setprop_u32(fdt, node, "processor-pvr", processor_pvr) < 0 || add_answer(fdt, node, answer) < 0 ||
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
        return replacefile_write(path, blob->data, blob->size, REPLACEFILE_UMASK, NULL);
}
