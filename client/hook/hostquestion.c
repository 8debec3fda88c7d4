/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hostquestion.h"

#include <string.h>

#include "connection.h"
#include "hostread.h"
#include "macros.h"

static bool is_socket_of_this_host(const char *address) {
        return strncmp(address, "unix:", strlen("unix:")) == 0 && !strchr(address, ';');
}

int hostquestion_ask(const char *address, uint64_t deadline, Failure *failure, Host *ret_host) {
        CLEANUP(sd_bus_close_unrefp) sd_bus *bus = NULL;
        const Where where = {.address = address && is_socket_of_this_host(address) ? address : NULL};
        int r;

        r = connection_open(&where, deadline, failure, &bus);
        if (r >= 0)
                r = connection_has_daemon(bus, deadline, failure);
        if (r == 0)
                r = connection_wake_daemon(bus, deadline, failure);
        return r < 0 ? r : host_get(bus, deadline, failure, ret_host);
}

const char *hostquestion_failure_meaning(const Failure *failure) {
        switch (failure->kind) {
        case FAILURE_NONE:
        case FAILURE_UNREACHABLE:
        case FAILURE_LOST:
                return "the system bus cannot be reached";
        case FAILURE_MEMORY:
                return "memory is short";
        case FAILURE_ABSENT:
                return "ppc-compatd is not there";
        case FAILURE_DENIED:
                return "the bus does not let ppc-compatd be asked";
        case FAILURE_SILENT:
                return "ppc-compatd does not answer in time";
        case FAILURE_GARBLED:
                return "the answer of ppc-compatd is not understood";
        case FAILURE_REFUSED:
                return failure->words;
        }
        return "";
}
