/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "polkit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "macros.h"

#define AUTHORITY "org.freedesktop.PolicyKit1"
#define AUTHORITY_PATH "/org/freedesktop/PolicyKit1/Authority"
#define AUTHORITY_INTERFACE "org.freedesktop.PolicyKit1.Authority"

/* CheckAuthorizationFlags of polkit's D-Bus reference. */
#define ALLOW_USER_INTERACTION 1

typedef struct Check {
        PolkitDecided decided;
        void *userdata;
} Check;

/* Reads the (bba{ss}) that CheckAuthorization answers. */
static int read_decision(sd_bus_message *reply, sd_bus_error *error) {
        int authorized, challenge, r;

        if (sd_bus_message_is_method_error(reply, NULL))
                return sd_bus_error_setf(error, SD_BUS_ERROR_ACCESS_DENIED,
                                         "Only root may do this, since polkit cannot be asked: %s",
                                         sd_bus_message_get_error(reply)->message);
        r = sd_bus_message_enter_container(reply, SD_BUS_TYPE_STRUCT, "bba{ss}");
        if (r >= 0)
                r = sd_bus_message_read(reply, "bb", &authorized, &challenge);
        if (r < 0)
                return sd_bus_error_set_errno(error, r);
        if (authorized)
                return 0;
        if (challenge)
                return sd_bus_error_set(error, SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED,
                                        "This needs an authorization that can be given interactively.");
        return sd_bus_error_set(error, SD_BUS_ERROR_ACCESS_DENIED, "polkit does not allow this.");
}

static int on_decision(sd_bus_message *reply, void *userdata, sd_bus_error *unused) {
        CLEANUP(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
        /* The slot may go while decided() runs, and the check with it. */
        Check check = *(Check *)userdata;
        int r = read_decision(reply, &error);

        check.decided(r, &error, check.userdata);
        return 0;
}

/* The name under which polkit keeps a question. */
static int name_question(uint64_t number, char **ret_name) {
        if (asprintf(ret_name, "%" PRIu64, number) < 0) {
                *ret_name = NULL;
                return -ENOMEM;
        }
        return 0;
}

static int new_question(sd_bus_message *call, const char *action, uint64_t number, sd_bus_message **ret_question) {
        uint32_t flags = sd_bus_message_get_allow_interactive_authorization(call) > 0 ? ALLOW_USER_INTERACTION : 0;
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *question = NULL;
        CLEANUP(freep) char *name = NULL;
        int r = name_question(number, &name);

        if (r >= 0)
                r = sd_bus_message_new_method_call(sd_bus_message_get_bus(call), &question, AUTHORITY, AUTHORITY_PATH,
                                                   AUTHORITY_INTERFACE, "CheckAuthorization");
        if (r >= 0)
                r = sd_bus_message_append(question, "(sa{sv})sa{ss}us", "system-bus-name", 1, "name", "s",
                                          sd_bus_message_get_sender(call), action, 0, flags, name);
        if (r < 0)
                return r;
        *ret_question = sd_bus_message_ref(question);
        return 0;
}

int polkit_ask(sd_bus_message *call, const char *action, uint64_t number, PolkitDecided decided, void *userdata,
               sd_bus_slot **ret_slot) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *question = NULL;
        sd_bus_slot *slot;
        Check *check;
        int r = new_question(call, action, number, &question);

        if (r < 0)
                return r;
        check = malloc(sizeof(*check));
        if (!check)
                return -ENOMEM;
        *check = (Check){.decided = decided, .userdata = userdata};
        /* Without a time limit, since a person may be typing a password. */
        r = sd_bus_call_async(sd_bus_message_get_bus(call), &slot, question, on_decision, check, UINT64_MAX);
        if (r < 0) {
                free(check);
                return r;
        }
        sd_bus_slot_set_destroy_callback(slot, free);
        *ret_slot = slot;
        return 0;
}

void polkit_cancel(sd_bus *bus, uint64_t number) {
        CLEANUP(freep) char *name = NULL;

        /* If memory is short the decision goes on, which does no harm. */
        if (name_question(number, &name) >= 0)
                sd_bus_call_method_async(bus, NULL, AUTHORITY, AUTHORITY_PATH, AUTHORITY_INTERFACE,
                                         "CancelCheckAuthorization", NULL, NULL, "s", name);
}
