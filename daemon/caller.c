/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "caller.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "macros.h"

#define BUS "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"

/* What the bus's answer leads to. */
typedef struct Listener {
        CallerKnown known;
        CallerLeft left;
        void *userdata;
} Listener;

static int listener_new(Listener content, Listener **ret_listener) {
        Listener *listener = malloc(sizeof(*listener));

        if (!listener)
                return -ENOMEM;
        *listener = content;
        *ret_listener = listener;
        return 0;
}

static int on_user(sd_bus_message *reply, void *userdata, sd_bus_error *unused) {
        /* The slot may go while known() runs, and the listener with it. */
        Listener listener = *(Listener *)userdata;
        uint32_t user = 0;
        int r = sd_bus_message_is_method_error(reply, NULL) ? -sd_bus_message_get_errno(reply)
                                                            : sd_bus_message_read(reply, "u", &user);

        listener.known(r < 0 ? r : 0, user, listener.userdata);
        return 0;
}

int caller_ask_user(sd_bus_message *call, CallerKnown known, void *userdata, sd_bus_slot **ret_slot) {
        Listener *listener;
        int r = listener_new((Listener){.known = known, .userdata = userdata}, &listener);

        if (r < 0)
                return r;
        r = sd_bus_call_method_async(sd_bus_message_get_bus(call), ret_slot, BUS, BUS_PATH, BUS,
                                     "GetConnectionUnixUser", on_user, listener, "s",
                                     sd_bus_message_get_sender(call));
        if (r < 0) {
                free(listener);
                return r;
        }
        sd_bus_slot_set_destroy_callback(*ret_slot, free);
        return 0;
}

static int on_owner_changed(sd_bus_message *signal, void *userdata, sd_bus_error *unused) {
        Listener listener = *(Listener *)userdata;

        listener.left(listener.userdata);
        return 0;
}

int caller_watch(sd_bus_message *call, CallerLeft left, void *userdata, sd_bus_slot **ret_slot) {
        CLEANUP(freep) char *match = NULL;
        Listener *listener;
        int r;

        if (asprintf(&match,
                     "type='signal',sender='" BUS "',path='" BUS_PATH "',interface='" BUS
                     "',member='NameOwnerChanged',arg0='%s',arg2=''",
                     sd_bus_message_get_sender(call)) < 0) {
                match = NULL;
                return -ENOMEM;
        }
        r = listener_new((Listener){.left = left, .userdata = userdata}, &listener);
        if (r < 0)
                return r;
        r = sd_bus_add_match_async(sd_bus_message_get_bus(call), ret_slot, match, on_owner_changed, NULL, listener);
        if (r < 0) {
                free(listener);
                return r;
        }
        sd_bus_slot_set_destroy_callback(*ret_slot, free);
        return 0;
}
