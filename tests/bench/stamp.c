/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Preloaded into a service: keeps the times (CLOCK_MONOTONIC in nanoseconds) at which it handed its last two messages
 * to the bus, the newest one last, in the file that BENCH_STAMPS names.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

static uint64_t nowhere[2], *stamps = nowhere;

__attribute__((__constructor__)) static void find_file(void) {
        const char *path = getenv("BENCH_STAMPS");
        int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
        void *file = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(nowhere), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

        if (file != MAP_FAILED)
                stamps = file;
        if (fd >= 0)
                close(fd);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
        stamps[0] = stamps[1];
        stamps[1] = bench_now();
        return syscall(SYS_sendmsg, fd, message, flags);
}
