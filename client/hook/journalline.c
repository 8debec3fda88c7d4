/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "journalline.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>

#include "macros.h"
#include "stringlist.h"

#define TEXT_SIZE 512
#define RECORD_SIZE 2048

void journalline_write(const char *guest, const char *verdict, const char *format, ...) {
        const struct sockaddr_un journal = {.sun_family = AF_UNIX, .sun_path = "/run/systemd/journal/socket"};
        CLEANUP(close_fdp) int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        char name[TEXT_SIZE], text[TEXT_SIZE], record[RECORD_SIZE];
        va_list arguments;
        int length;

        if (fd < 0)
                return;
        va_start(arguments, format);
        vsnprintf(text, sizeof(text), format, arguments);
        va_end(arguments);
        snprintf(name, sizeof(name), "%s", guest);
        /* An end of line would begin another field. */
        string_clean(name);
        string_clean(text);
        length = snprintf(record, sizeof(record),
                          "MESSAGE_ID=" JOURNALLINE_MESSAGE_ID "\nPRIORITY=%d\nSYSLOG_IDENTIFIER=ppc-compat-hook\n"
                          "PPC_COMPAT_GUEST=%s\nPPC_COMPAT_VERDICT=%s\nMESSAGE=%s\n",
                          LOG_NOTICE, name, verdict, text);
        /* If nobody takes it, there is nobody to say so to. */
        (void)sendto(fd, record, (size_t)length, MSG_DONTWAIT | MSG_NOSIGNAL, (const struct sockaddr *)&journal,
                     sizeof(journal));
}
