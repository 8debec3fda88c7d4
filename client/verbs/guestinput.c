/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guestinput.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"
#include "domainxml.h"
#include "macros.h"
#include "qemuline.h"

#define CHUNK ((size_t)64 * 1024)

void guesttext_clear(GuestText *text) {
        free(text->bytes);
        *text = (GuestText){0};
}

bool guestinput_is_file(const char *word) {
        struct stat status;

        return strcmp(word, "-") == 0 || (stat(word, &status) == 0 && !S_ISDIR(status.st_mode));
}

/* Returns a negative errno, 0 at the end. */
static int read_chunk(int file, GuestText *text) {
        char *bytes = realloc(text->bytes, text->size + CHUNK);
        ssize_t size;

        if (!bytes)
                return -ENOMEM;
        text->bytes = bytes;
        do
                size = read(file, text->bytes + text->size, CHUNK);
        while (size < 0 && errno == EINTR);
        if (size < 0)
                return -errno;
        text->size += (size_t)size;
        return size > 0;
}

bool guestinput_read(const char *word, GuestText *ret_text) {
        CLEANUP(guesttext_clear) GuestText text = {0};
        bool is_stdin = strcmp(word, "-") == 0;
        CLEANUP(close_fdp)
        int file = is_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(word, O_RDONLY | O_CLOEXEC);
        int r = file < 0 ? -errno : 1;

        while (r > 0 && text.size <= WISH_INPUT_MAX)
                r = read_chunk(file, &text);
        if (r < 0) {
                complain("'%s' cannot be read: %s", word, strerror(-r));
                return false;
        }
        *ret_text = text;
        text = (GuestText){0};
        return true;
}

WishError guesttext_parse(const GuestText *text, Wish *ret_wish) {
        size_t at = 0;

        while (at < text->size && strchr(" \t\r\n", text->bytes[at]) && text->bytes[at])
                at++;
        return at < text->size && text->bytes[at] == '<' ? domainxml_read(text->bytes, text->size, ret_wish)
                                                         : qemuline_read(text->bytes, text->size, ret_wish);
}
