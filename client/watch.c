/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "connection.h"
#include "failure.h"
#include "macros.h"
#include "ppc-compat1.h"

/* The bus holds only broadcasts against the sender of a match; anybody can send the same to us alone. */
static bool is_genuine(sd_bus_message *signal) {
        return !sd_bus_message_get_destination(signal);
}

static int on_owner_changed(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        Watch *watch = userdata;
        const char *name, *old_owner, *new_owner;

        if (!is_genuine(message) || sd_bus_message_read(message, "sss", &name, &old_owner, &new_owner) < 0)
                return 0;
        if (old_owner[0])
                watch->on_go(watch->userdata);
        if (new_owner[0])
                watch->on_come(watch->userdata);
        return 0;
}

static int on_properties_changed(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        Watch *watch = userdata;
        const char *interface;

        if (is_genuine(message) && sd_bus_message_read(message, "s", &interface) >= 0 &&
            strcmp(interface, PPC_COMPAT1_INTERFACE) == 0)
                watch->on_change(message, watch->userdata);
        return 0;
}

static int subscribe(Watch *watch) {
        int r;

        r = sd_bus_add_match(watch->bus, NULL,
                             "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
                             "member='NameOwnerChanged',arg0='" PPC_COMPAT1_BUS_NAME "'",
                             on_owner_changed, watch);
        if (r < 0)
                return r;
        return sd_bus_match_signal(watch->bus, NULL, PPC_COMPAT1_BUS_NAME, PPC_COMPAT1_OBJECT_PATH,
                                   "org.freedesktop.DBus.Properties", "PropertiesChanged", on_properties_changed,
                                   watch);
}

static int prepare_loop(Watch *watch) {
        int r;

        r = sd_event_new(&watch->event);
        if (r >= 0)
                r = sd_event_add_signal(watch->event, NULL, SIGINT | SD_EVENT_SIGNAL_PROCMASK, NULL, NULL);
        if (r >= 0)
                r = sd_event_add_signal(watch->event, NULL, SIGTERM | SD_EVENT_SIGNAL_PROCMASK, NULL, NULL);
        if (r >= 0)
                r = sd_bus_attach_event(watch->bus, watch->event, SD_EVENT_PRIORITY_NORMAL);
        return r < 0 ? r : sd_bus_set_exit_on_disconnect(watch->bus, true);
}

bool watch_open(Watch *watch) {
        if (!connection_open(watch->where, &watch->bus))
                return false;
        if (subscribe(watch) < 0 || prepare_loop(watch) < 0) {
                failure_complain_unreachable(watch->where);
                return false;
        }
        return true;
}

int watch_run(Watch *watch) {
        int r;

        r = sd_event_loop(watch->event);
        if (r != EXIT_SUCCESS && !watch->ended)
                complain("the connection to the bus is lost");
        return r == EXIT_SUCCESS ? EXIT_SUCCESS : EXIT_FAILURE;
}

void watch_end(Watch *watch) {
        watch->ended = true;
        sd_event_exit(watch->event, EXIT_FAILURE);
}

void watch_clear(Watch *watch) {
        watch->bus = sd_bus_flush_close_unref(watch->bus);
        watch->event = sd_event_unref(watch->event);
}
