/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The state file of a test, in a folder of its own. */
#pragma once

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

#define P9 (1ULL << 62)
#define P10 (1ULL << 61)

static char folder[] = "/tmp/ppc-compat-store-XXXXXX";
static char path[64];

static inline int remove_entry(const char *name, const struct stat *st, int type, struct FTW *ftw) {
        return remove(name);
}

static inline int make_folder(void **state) {
        strcpy(strrchr(folder, '-'), "-XXXXXX");
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof(path), "%s/state", folder);
        return 0;
}

static inline int remove_folder(void **state) {
        return nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void write_file(const char *text, size_t size) {
        FILE *file = fopen(path, "w");

        assert_non_null(file);
        assert_int_equal(fwrite(text, 1, size, file), size);
        assert_int_equal(fclose(file), 0);
}

/* Writes the lines as a whole file, with its head and its sum. */
static inline void write_lines(const char *lines) {
        char text[4096];
        uint64_t hash = 0xcbf29ce484222325;
        int size = snprintf(text, sizeof(text), "ppc-compatd state 1\n%s", lines);

        for (int i = 0; i < size; i++)
                hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3;
        size += snprintf(text + size, sizeof(text) - (size_t)size, "sum %016llx\n", (unsigned long long)hash);
        write_file(text, (size_t)size);
}

#define LATER_BOOT "boot 01234567-89ab-cdef-0123-456789abcdef\n"
#define LATER_LAST_GOOD "last-good 6000000000000000 00820200\n"

#define FILE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
