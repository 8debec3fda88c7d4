/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Runs a fuzz target as a plain test, without a fuzzer: over each file that is named, and over so many changed copies
 * of each. The copies are the same ones each time.
 *
 *     TARGET COUNT FILE...
 */
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "macros.h"

#define INPUT_MAX (256 * 1024)

/* No input may take longer, in a sanitized build on a busy machine either. */
#define LIMIT_SECONDS 20

/* Cells that readers of lengths and offsets go wrong on, and the tokens of a flattened device tree. */
static const uint32_t cells[] = {0, 1, 2, 3, 4, 9, 16, 255, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff};

static char here[512];

static void tell_where(int number) {
        ssize_t n = write(STDERR_FILENO, here, strlen(here));

        (void)n;
        signal(number, SIG_DFL);
        raise(number);
}

static uint32_t next_random(uint64_t *random) {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        return (uint32_t)(*random >> 16);
}

static void put_cell(uint8_t *to, uint32_t cell) {
        for (int i = 0; i < 4; i++)
                to[i] = (uint8_t)(cell >> (24 - 8 * i));
}

/* One change; the new size, which is INPUT_MAX at most. */
static size_t change(uint8_t *data, size_t size, uint64_t *random) {
        size_t at = next_random(random) % size, to = next_random(random) % size;
        size_t length = 1 + next_random(random) % 32;

        switch (next_random(random) % 6) {
        case 0:
                data[at] ^= (uint8_t)(1U << (next_random(random) % 8));
                break;
        case 1:
                data[at] = (uint8_t)next_random(random);
                break;
        case 2:
                if (at / 4 * 4 + 4 <= size)
                        put_cell(data + at / 4 * 4, cells[next_random(random) % ELEMENTS(cells)]);
                break;
        case 3:
                if (at + length <= size && to + length <= size)
                        memmove(data + to, data + at, length);
                break;
        case 4:
                if (size + length <= INPUT_MAX && at + length <= size) {
                        memmove(data + at + length, data + at, size - at);
                        size += length;
                }
                break;
        default:
                if (length < size - at) {
                        memmove(data + at, data + at + length, size - at - length);
                        size -= length;
                }
        }
        return size;
}

static void run_changed(const uint8_t *example, size_t size, uint64_t seed) {
        static uint8_t data[INPUT_MAX];
        uint64_t random = (seed + 1) * 0x9e3779b97f4a7c15;
        unsigned changes = 1 + next_random(&random) % 4;

        memcpy(data, example, size);
        while (changes-- > 0)
                size = change(data, size, &random);
        fuzz_repair(data, size, next_random(&random));
        LLVMFuzzerTestOneInput(data, size);
}

static bool run_file(const char *path, unsigned count) {
        static uint8_t example[INPUT_MAX];
        CLEANUP(fclosep) FILE *file = fopen(path, "r");
        size_t size = file ? fread(example, 1, sizeof(example), file) : 0;

        if (size == 0 || size == sizeof(example)) {
                fprintf(stderr, "%s cannot be read, is empty, or is too long\n", path);
                return false;
        }
        snprintf(here, sizeof(here), "in %s\n", path);
        alarm(LIMIT_SECONDS);
        LLVMFuzzerTestOneInput(example, size);
        for (unsigned i = 0; i < count; i++) {
                snprintf(here, sizeof(here), "in changed copy %u of %s\n", i, path);
                alarm(LIMIT_SECONDS);
                run_changed(example, size, i);
        }
        return true;
}

int main(int argc, char **argv) {
        int count = argc > 2 ? atoi(argv[1]) : -1;
        bool good = count >= 0;

        signal(SIGABRT, tell_where);
        signal(SIGALRM, tell_where);
        for (int i = 2; i < argc && good; i++)
                good = run_file(argv[i], (unsigned)count);
        LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
        printf("%d files, %d changed copies of each\n", argc - 2, count);
        return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
