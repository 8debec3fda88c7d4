/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "macros.h"

/* Many times the size of a description. */
#define KEPT ((size_t)64 * 1024)

int tail_open(Tail *tail, int *ret_input) {
        int ends[2];

        tail->text = malloc(2 * KEPT + 1);
        if (!tail->text)
                return -ENOMEM;
        if (pipe2(ends, O_CLOEXEC) < 0)
                return -errno;
        tail->fd = ends[0];
        if (fcntl(tail->fd, F_SETFL, O_NONBLOCK) < 0) {
                int r = -errno;

                close(ends[1]);
                return r;
        }
        *ret_input = ends[1];
        return 0;
}

int tail_read(Tail *tail) {
        ssize_t size;

        if (tail->size == 2 * KEPT) {
                memcpy(tail->text, tail->text + KEPT, KEPT);
                tail->size = KEPT;
        }
        do
                size = read(tail->fd, tail->text + tail->size, 2 * KEPT - tail->size);
        while (size < 0 && errno == EINTR);
        if (size < 0)
                return -errno;
        tail->size += (size_t)size;
        return size > 0;
}

const char *tail_last_line(Tail *tail) {
        char *line;

        if (!tail->text)
                return "";
        while (tail->size > 0 && strchr("\n\r", tail->text[tail->size - 1]))
                tail->size--;
        tail->text[tail->size] = 0;
        line = memrchr(tail->text, '\n', tail->size);
        return line ? line + 1 : tail->text;
}

void tail_clear(Tail *tail) {
        if (tail->fd >= 0)
                close(tail->fd);
        free(tail->text);
        *tail = (Tail){.fd = -1};
}
