/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "localversions.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "deadline.h"
#include "hostfacts.h"
#include "macros.h"

/* libvirt has a file for each emulator, and the versions behind some hundred flags. */
#define FILES_MAX 64
#define HEAD_SIZE ((size_t)128 * 1024)

/* As libvirt numbers versions: 11.3.2 is 11003002. What is in generation.h leaves the last number out. */
#define RELEASES 1000

static void closedirp(DIR **folder) {
        if (*folder)
                closedir(*folder);
}

static DIR *open_cache(const char *home) {
        char path[PATH_MAX] = "/var/cache/libvirt/qemu/capabilities";

        if (home && snprintf(path, sizeof(path), "%s/.cache/libvirt/qemu/capabilities", home) >= (int)sizeof(path))
                return NULL;
        return opendir(path);
}

/* The beginning of a regular file, with a NUL behind it. */
static bool read_head(int folder, const char *name, char head[HEAD_SIZE]) {
        CLEANUP(close_fdp) int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        struct stat st;
        ssize_t size;

        if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
                return false;
        size = read(fd, head, HEAD_SIZE - 1);
        if (size < 0)
                return false;
        head[size] = '\0';
        return true;
}

static bool is_of_emulator(const char *head, const char *emulator) {
        char element[PATH_MAX];

        snprintf(element, sizeof(element), "<emulator>%s</emulator>", emulator);
        return strstr(head, element);
}

static unsigned find_version(const char *head, const char *tag) {
        const char *at = strstr(head, tag);
        unsigned long version = at ? strtoul(at + strlen(tag), NULL, 10) : 0;

        return version <= UINT_MAX ? (unsigned)version / RELEASES : 0;
}

static void find_in_cache(const char *home, const char *emulator, uint64_t deadline, GuestHost *host) {
        CLEANUP(closedirp) DIR *folder = open_cache(home);
        CLEANUP(freep) char *head = malloc(HEAD_SIZE);
        const struct dirent *entry;

        if (!folder || !head || !*emulator)
                return;
        for (unsigned i = 0; i < FILES_MAX && deadline_left(deadline) > 0 && (entry = readdir(folder)); i++)
                if (read_head(dirfd(folder), entry->d_name, head) && is_of_emulator(head, emulator)) {
                        host->qemu = find_version(head, "<version>");
                        host->libvirt = find_version(head, "<selfvers>");
                        return;
                }
}

void localversions_find(const char *home, const char *emulator, uint64_t deadline, GuestHost *host) {
        host->kernel = guesthost_local_kernel();
        find_in_cache(home, emulator, deadline, host);
}
