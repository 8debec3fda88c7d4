/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "failuretext.h"

#include <stdio.h>
#include <string.h>

static int print_unreachable(const Where *where, char **ret_text) {
        if (where->host)
                return asprintf(
                        ret_text,
                        "cannot reach the system bus of %s; see whether 'ssh %s systemd-stdio-bridge --help' works",
                        where->host, where->host);
        if (where->machine)
                return asprintf(ret_text,
                                "cannot reach the system bus of container %s; see whether 'machinectl' lists it",
                                where->machine);
        if (where->address)
                return asprintf(ret_text, "cannot reach the bus at %s; see whether it is running", where->address);
        return asprintf(ret_text, "cannot reach the system bus; see 'systemctl status dbus'");
}

static int print_absent(const Where *where, char **ret_text) {
        if (where->host)
                return asprintf(ret_text,
                                "ppc-compatd is not running on %s; start it with 'systemctl -H %s start ppc-compatd'",
                                where->host, where->host);
        if (where->machine)
                return asprintf(ret_text,
                                "ppc-compatd is not running in %s; start it with 'systemctl -M %s start ppc-compatd'",
                                where->machine, where->machine);
        if (where->address)
                return asprintf(ret_text,
                                "ppc-compatd is not running on this bus; start it with 'ppc-compatd --address %s'",
                                where->address);
        return asprintf(ret_text, "ppc-compatd is not running; start it with 'systemctl start ppc-compatd'");
}

/* Those that read the same wherever the daemon was asked. */
static const char *words_of(const Failure *failure) {
        switch (failure->kind) {
        case FAILURE_LOST:
                return "the connection to the bus is lost";
        case FAILURE_DENIED:
                return "this is not permitted to you; try again as root";
        case FAILURE_SILENT:
                return "ppc-compatd did not answer; see 'systemctl status ppc-compatd'";
        case FAILURE_GARBLED:
                return "ppc-compatd gave an answer that is not understood; see that both are of the same version";
        case FAILURE_NONE:
        case FAILURE_MEMORY:
        case FAILURE_UNREACHABLE:
        case FAILURE_ABSENT:
        case FAILURE_REFUSED:
                break;
        }
        return "out of memory";
}

char *failure_text(const Failure *failure, const Where *where) {
        char *text;
        int r;

        if (failure->kind == FAILURE_UNREACHABLE)
                r = print_unreachable(where, &text);
        else if (failure->kind == FAILURE_ABSENT)
                r = print_absent(where, &text);
        else if (failure->kind == FAILURE_REFUSED)
                r = asprintf(&text, "ppc-compatd says: %s", failure->words);
        else
                return strdup(words_of(failure));
        return r < 0 ? NULL : text;
}
