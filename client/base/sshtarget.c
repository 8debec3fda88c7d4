/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "sshtarget.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "macros.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static bool consists_of(const char *text, const char *letters) {
        return text[0] && text[strspn(text, letters)] == 0;
}

/* What a shell takes as it is, for it may be pasted, and ssh does not take for an option. */
static bool is_destination(const char *text) {
        const char *at = strchr(text, '@'), *host = at ? at + 1 : text;

        return text[0] != '-' && at != text && host[0] && !strchr(host, '@') &&
               consists_of(text, LETTERS DIGITS "@.:_%+-");
}

/* The text after a separator, which is cut off, or NULL if there is none. */
static char *cut_at(char *text, char separator) {
        char *found = strchr(text, separator);

        if (!found)
                return NULL;
        *found = 0;
        return found + 1;
}

/* Takes the brackets off [ADDRESS], and returns what is behind them; NULL if one is missing. */
static char *take_brackets_off(char *open) {
        char *close = strchr(open, ']');

        if (!close)
                return NULL;
        memmove(open, open + 1, (size_t)(close - open - 1));
        close[-1] = 0;
        return close + 1;
}

/* In place. */
static bool split(char *name, char **ret_port, char **ret_container) {
        char *at = strchr(name, '@'), *host = at ? at + 1 : name, *rest = host;

        if (host[0] == '[') {
                rest = take_brackets_off(host);
                if (!rest || (rest[0] && rest[0] != ':' && rest[0] != '/'))
                        return false;
        }
        *ret_container = cut_at(rest, '/');
        *ret_port = cut_at(rest, ':');
        /* An older way to write HOST/CONTAINER. */
        if (*ret_port && !*ret_container && !consists_of(*ret_port, DIGITS))
                *ret_container = TAKE_PTR(*ret_port);
        return is_destination(name) && (!*ret_port || consists_of(*ret_port, DIGITS)) &&
               (!*ret_container || consists_of(*ret_container, LETTERS DIGITS "._-"));
}

/* 0, also for NULL. */
static int copy(const char *text, char **ret_copy) {
        *ret_copy = text ? strdup(text) : NULL;
        return text && !*ret_copy ? -ENOMEM : 0;
}

int ssh_target_read(const char *name, SshTarget *ret_target) {
        CLEANUP(ssh_target_clear) SshTarget target = {0};
        char *port, *container;

        target.destination = strdup(name);
        if (!target.destination)
                return -ENOMEM;
        if (!split(target.destination, &port, &container))
                return -EINVAL;
        if (copy(port, &target.port) < 0 || copy(container, &target.container) < 0)
                return -ENOMEM;
        ret_target->destination = TAKE_PTR(target.destination);
        ret_target->port = TAKE_PTR(target.port);
        ret_target->container = TAKE_PTR(target.container);
        return 0;
}

void ssh_target_clear(SshTarget *target) {
        free(target->destination);
        free(target->port);
        free(target->container);
        *target = (SshTarget){0};
}
