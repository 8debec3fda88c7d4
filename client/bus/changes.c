/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "changes.h"

#include <errno.h>
#include <stdlib.h>

#include "buserror.h"
#include "busstrings.h"
#include "connection.h"
#include "macros.h"
#include "ppc-compat1.h"
#include "stringlist.h"

static int read_change(sd_bus_message *message, Change *change) {
        int r;

        r = sd_bus_message_read(message, "tt", &change->moment, &change->generation);
        if (r >= 0)
                r = bus_strings_read(message, &change->modes);
        if (r >= 0)
                r = bus_string_read(message, &change->trigger);
        if (r >= 0)
                r = bus_string_read(message, &change->reason);
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

/* What could be read is in *changes in either case. */
static int read_changes(sd_bus_message *message, Changes *changes) {
        int r;

        r = sd_bus_message_enter_container(message, 'a', "(ttasss)");
        while (r >= 0 && changes->count < CHANGES_MAX &&
               (r = sd_bus_message_enter_container(message, 'r', "ttasss")) > 0)
                r = read_change(message, &changes->items[changes->count++]);
        return r;
}

int changes_fetch(const Where *where, uint64_t deadline, Failure *failure, Changes *ret_changes) {
        CLEANUP(sd_bus_close_unrefp) sd_bus *bus = NULL;
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
        CLEANUP(changes_clear) Changes changes = {0};
        int r;

        r = connection_open(where, deadline, failure, &bus);
        if (r >= 0)
                r = connection_call(bus, deadline, failure, PPC_COMPAT1_INTERFACE, "GetHistory", &reply, NULL);
        if (r < 0)
                return r;
        r = read_changes(reply, &changes);
        if (r < 0)
                return bus_error_note(failure, r == -ENOMEM ? r : -EBADMSG, NULL);

        *ret_changes = changes;
        changes = (Changes){0};
        return 0;
}

void changes_clear(Changes *changes) {
        for (size_t i = 0; i < changes->count; i++) {
                string_list_free(changes->items[i].modes);
                free(changes->items[i].trigger);
                free(changes->items[i].reason);
        }
        *changes = (Changes){0};
}
