/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "follow.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "deadline.h"
#include "macros.h"
#include "ppc-compat1.h"

/* The bus checks the sender of a match for broadcasts only; anyone can send us the same signal directly. */
static bool is_genuine(sd_bus_message *signal) {
        return !sd_bus_message_get_destination(signal);
}

static int on_owner_changed(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        Follow *follow = userdata;
        const char *name, *old_owner, *new_owner;

        if (!is_genuine(message) || sd_bus_message_read(message, "sss", &name, &old_owner, &new_owner) < 0)
                return 0;
        if (old_owner[0])
                follow->on_go(follow->userdata);
        if (new_owner[0])
                follow->on_come(follow->userdata);
        return 0;
}

static int on_properties_changed(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        Follow *follow = userdata;
        const char *interface;

        if (is_genuine(message) && sd_bus_message_read(message, "s", &interface) >= 0 &&
            strcmp(interface, PPC_COMPAT1_INTERFACE) == 0)
                follow->on_change(message, follow->userdata);
        return 0;
}

static int subscribe(Follow *follow) {
        int r;

        r = sd_bus_add_match(follow->bus, NULL,
                             "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
                             "member='NameOwnerChanged',arg0='" PPC_COMPAT1_BUS_NAME "'",
                             on_owner_changed, follow);
        if (r < 0)
                return r;
        return sd_bus_match_signal(follow->bus, NULL, PPC_COMPAT1_BUS_NAME, PPC_COMPAT1_OBJECT_PATH,
                                   "org.freedesktop.DBus.Properties", "PropertiesChanged", on_properties_changed,
                                   follow);
}

static int prepare_loop(Follow *follow) {
        int r;

        r = sd_event_new(&follow->event);
        if (r >= 0)
                r = sd_event_add_signal(follow->event, NULL, SIGINT | SD_EVENT_SIGNAL_PROCMASK, NULL, NULL);
        if (r >= 0)
                r = sd_event_add_signal(follow->event, NULL, SIGTERM | SD_EVENT_SIGNAL_PROCMASK, NULL, NULL);
        if (r >= 0)
                r = sd_bus_attach_event(follow->bus, follow->event, SD_EVENT_PRIORITY_NORMAL);
        return r < 0 ? r : sd_bus_set_exit_on_disconnect(follow->bus, true);
}

int follow_open(Follow *follow, const Where *where, uint64_t deadline, Failure *failure) {
        int r;

        r = connection_open(where, deadline, failure, &follow->bus);
        if (r < 0)
                return r;
        /* What subscribing may take. */
        r = sd_bus_set_method_call_timeout(follow->bus, deadline_left(deadline) + 1);
        if (r >= 0)
                r = subscribe(follow);
        if (r >= 0)
                r = prepare_loop(follow);
        return r < 0 ? failure_set(failure, r, FAILURE_UNREACHABLE, NULL) : 0;
}

int follow_run(Follow *follow, Failure *failure) {
        int r;

        r = sd_event_loop(follow->event);
        if (r == EXIT_SUCCESS)
                return 0;
        return follow->ended ? -ECANCELED : failure_set(failure, -ECONNRESET, FAILURE_LOST, NULL);
}

void follow_end(Follow *follow) {
        follow->ended = true;
        sd_event_exit(follow->event, EXIT_FAILURE);
}

void follow_clear(Follow *follow) {
        follow->bus = sd_bus_close_unref(follow->bus);
        follow->event = sd_event_unref(follow->event);
}
