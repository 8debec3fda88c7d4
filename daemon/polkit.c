/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "polkit.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "macros.h"

#define AUTHORITY "org.freedesktop.PolicyKit1"
#define AUTHORITY_PATH "/org/freedesktop/PolicyKit1/Authority"
#define AUTHORITY_INTERFACE "org.freedesktop.PolicyKit1.Authority"

/* CheckAuthorizationFlags of polkit's D-Bus reference. */
#define ALLOW_USER_INTERACTION 1

typedef struct Check {
        sd_bus_message *call;
        PolkitDecided decided;
        void *userdata;
} Check;

static void check_free(void *userdata) {
        Check *check = userdata;

        sd_bus_message_unref(check->call);
        free(check);
}

int polkit_is_root(sd_bus_message *call) {
        CLEANUP(sd_bus_creds_unrefp) sd_bus_creds *creds = NULL;
        uid_t uid;
        int r;

        r = sd_bus_query_sender_creds(call, SD_BUS_CREDS_EUID, &creds);
        if (r >= 0)
                r = sd_bus_creds_get_euid(creds, &uid);
        return r < 0 ? r : uid == 0;
}

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
        Check *check = userdata;
        int r = read_decision(reply, &error);

        check->decided(check->call, r, &error, check->userdata);
        return 0;
}

static int new_question(sd_bus_message *call, const char *action, sd_bus_message **ret_question) {
        uint32_t flags = sd_bus_message_get_allow_interactive_authorization(call) > 0 ? ALLOW_USER_INTERACTION : 0;
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *question = NULL;
        int r;

        r = sd_bus_message_new_method_call(sd_bus_message_get_bus(call), &question, AUTHORITY, AUTHORITY_PATH,
                                           AUTHORITY_INTERFACE, "CheckAuthorization");
        if (r >= 0)
                r = sd_bus_message_append(question, "(sa{sv})sa{ss}us", "system-bus-name", 1, "name", "s",
                                          sd_bus_message_get_sender(call), action, 0, flags, "");
        if (r < 0)
                return r;
        *ret_question = sd_bus_message_ref(question);
        return 0;
}

int polkit_ask(sd_bus_message *call, const char *action, PolkitDecided decided, void *userdata,
               sd_bus_slot **ret_slot) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *question = NULL;
        sd_bus_slot *slot;
        Check *check;
        int r = new_question(call, action, &question);

        if (r < 0)
                return r;
        check = malloc(sizeof(*check));
        if (!check)
                return -ENOMEM;
        *check = (Check){.call = sd_bus_message_ref(call), .decided = decided, .userdata = userdata};
        /* Without a time limit, since a person may be typing a password. */
        r = sd_bus_call_async(sd_bus_message_get_bus(call), &slot, question, on_decision, check, UINT64_MAX);
        if (r < 0) {
                check_free(check);
                return r;
        }
        sd_bus_slot_set_destroy_callback(slot, check_free);
        *ret_slot = slot;
        return 0;
}
