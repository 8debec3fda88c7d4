/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Preloaded beside umockdev: its events carry no sum of their tags, by which the kernel's filter on a monitor's
 * socket lets them pass, so the filter is left off. libsystemd looks at the tags once more, and the emulated machines
 * of tests/vm have the real filter.
 *
 * With SMALL_BUFFERS in the environment the buffers of sockets stay as small as the kernel makes them, so that they
 * can be filled.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/socket.h>

int setsockopt(int fd, int level, int option, const void *value, socklen_t size) {
        static int (*real)(int, int, int, const void *, socklen_t);

        if (level == SOL_SOCKET && option == SO_ATTACH_FILTER)
                return 0;
        if (level == SOL_SOCKET && (option == SO_SNDBUF || option == SO_SNDBUFFORCE) && getenv("SMALL_BUFFERS"))
                return 0;
        if (!real)
                real = (int (*)(int, int, int, const void *, socklen_t))dlsym(RTLD_NEXT, "setsockopt");
        return real(fd, level, option, value, size);
}
