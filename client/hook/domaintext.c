/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "domaintext.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "deadline.h"
#include "domainxml.h"
#include "macros.h"

#define MSEC UINT64_C(1000)

/* No element of libvirt has a tenth of it, and libxml2 compares each attribute of an element with each. */
#define ATTRIBUTES_MAX 512

/* 1 if there is something to read or the end. The last part of a millisecond is not waited for. */
static int wait_for_input(uint64_t deadline) {
        struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
        int r;

        do
                r = poll(&input, 1, (int)(deadline_left(deadline) / MSEC));
        while (r < 0 && errno == EINTR);
        return r < 0 ? -errno : r == 0 ? -ETIMEDOUT : 1;
}

static ssize_t read_piece(char *text, size_t room, uint64_t deadline) {
        ssize_t size;
        int r = wait_for_input(deadline);

        if (r < 0)
                return r;
        size = read(STDIN_FILENO, text, room);
        if (size < 0)
                return errno == EINTR || errno == EAGAIN ? 0 : -errno;
        return size > 0 ? size : -ENODATA;
}

int domaintext_read(uint64_t deadline, char **ret_text, size_t *ret_size) {
        CLEANUP(freep) char *text = malloc(DOMAINTEXT_MAX + 1);
        size_t size = 0;
        ssize_t r = 0;

        if (!text)
                return -ENOMEM;
        for (; r >= 0 && size <= DOMAINTEXT_MAX; size += r > 0 ? (size_t)r : 0)
                r = deadline_left(deadline) > 0 ? read_piece(text + size, DOMAINTEXT_MAX + 1 - size, deadline)
                                                : -ETIMEDOUT;
        if (r != -ENODATA)
                return r < 0 ? (int)r : -EFBIG;
        *ret_text = TAKE_PTR(text);
        *ret_size = size;
        return 0;
}

/* Between two "<" is one tag, with the text behind it. */
static bool is_tame(const char *text, size_t size) {
        unsigned attributes = 0;

        for (size_t i = 0; i < size && attributes <= ATTRIBUTES_MAX; i++)
                attributes = text[i] == '<' ? 0 : attributes + (text[i] == '=');
        return attributes <= ATTRIBUTES_MAX;
}

WishError domaintext_parse(const char *text, size_t size, Wish *ret_wish) {
        return is_tame(text, size) ? domainxml_read(text, size, ret_wish) : WISH_NOT_A_DOMAIN;
}
