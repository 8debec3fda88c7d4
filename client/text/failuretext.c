/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "failuretext.h"

#include <stdio.h>
#include <string.h>

#include "macros.h"
#include "sshtarget.h"

/* The systemctl command for that place: 'systemctl -H far'. To be freed; NULL when memory is short. */
static char *systemctl(const Where *where) {
        char *command;
        int r;

        if (where->host)
                r = asprintf(&command, "systemctl -H %s", where->host);
        else if (where->machine)
                r = asprintf(&command, "systemctl -M %s", where->machine);
        else
                return strdup("systemctl");
        return r < 0 ? NULL : command;
}

/* " on far", or "". To be freed; NULL when memory is short. */
static char *place(const Where *where) {
        char *words;
        int r;

        if (where->host)
                r = asprintf(&words, " on %s", where->host);
        else if (where->machine)
                r = asprintf(&words, " in container %s", where->machine);
        else
                return strdup("");
        return r < 0 ? NULL : words;
}

/* With the port and without the container, as ssh itself wants it. */
static int print_unreachable_host(const char *host, char **ret_text) {
        CLEANUP(ssh_target_clear) SshTarget target = {0};

        if (ssh_target_read(host, &target) < 0)
                return -1;
        return asprintf(
                ret_text,
                "cannot reach the system bus of %s; see whether 'ssh %s%s%s%s systemd-stdio-bridge --help' works",
                host, target.port ? "-p " : "", target.port ? target.port : "", target.port ? " " : "",
                target.destination);
}

static int print_unreachable(const Where *where, char **ret_text) {
        if (where->host)
                return print_unreachable_host(where->host, ret_text);
        if (where->machine)
                return asprintf(ret_text,
                                "cannot reach the system bus of container %s; see whether 'machinectl' lists it",
                                where->machine);
        if (where->address)
                return asprintf(ret_text, "cannot reach the bus at %s; see whether it is running", where->address);
        return asprintf(ret_text, "cannot reach the system bus; see 'systemctl status dbus'");
}

static int print_absent(const Where *where, char **ret_text) {
        CLEANUP(freep) char *command = systemctl(where), *there = place(where);

        if (!command || !there)
                return -1;
        if (where->address)
                return asprintf(ret_text,
                                "ppc-compatd is not running on this bus; start it with 'ppc-compatd --address %s'",
                                where->address);
        return asprintf(ret_text, "ppc-compatd is not running%s; start it with '%s start ppc-compatd'", there,
                        command);
}

static int print_silent(const Where *where, char **ret_text) {
        CLEANUP(freep) char *command = systemctl(where), *there = place(where);

        if (!command || !there)
                return -1;
        return asprintf(ret_text, "ppc-compatd%s did not answer; see '%s status ppc-compatd'", there, command);
}

static int print_denied(const Where *where, char **ret_text) {
        CLEANUP(freep) char *there = place(where);

        if (!there)
                return -1;
        return asprintf(ret_text, "permission denied%s; try again as root%s", there,
                        where->host ? " of that host" : "");
}

char *failure_text(const Failure *failure, const Where *where) {
        char *text = NULL;
        int r = -1;

        switch (failure->kind) {
        case FAILURE_UNREACHABLE:
                r = print_unreachable(where, &text);
                break;
        case FAILURE_LOST:
                return strdup("the connection to the bus was lost; run the command again");
        case FAILURE_ABSENT:
                r = print_absent(where, &text);
                break;
        case FAILURE_DENIED:
                r = print_denied(where, &text);
                break;
        case FAILURE_SILENT:
                r = print_silent(where, &text);
                break;
        case FAILURE_GARBLED:
                return strdup("ppc-compatd gave an answer that is not understood; "
                              "update ppc-compatctl and ppc-compatd to the same version");
        case FAILURE_REFUSED:
                r = asprintf(&text, "ppc-compatd says: %s", failure->words);
                break;
        case FAILURE_NONE:
        case FAILURE_MEMORY:
                return strdup("out of memory");
        }
        return r < 0 ? NULL : text;
}
