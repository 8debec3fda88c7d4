/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "connection.h"

#include <errno.h>
#include <stdarg.h>

#include "complain.h"
#include "failure.h"
#include "macros.h"
#include "ppc-compat1.h"

/* Far more than the daemon needs to take a call, and still no wait that a caller would mind. */
#define TAKEN_USEC UINT64_C(2000000)

static int open_address(const char *address, sd_bus **ret_bus) {
        CLEANUP(sd_bus_unrefp) sd_bus *bus = NULL;
        int r;

        r = sd_bus_new(&bus);
        if (r < 0)
                return r;
        r = sd_bus_set_address(bus, address);
        if (r < 0)
                return r;
        r = sd_bus_set_bus_client(bus, true);
        if (r < 0)
                return r;
        r = sd_bus_start(bus);
        if (r < 0)
                return r;

        *ret_bus = bus;
        bus = NULL;
        return 0;
}

int connection_try_open(const Where *where, sd_bus **ret_bus) {
        if (where->host)
                return sd_bus_open_system_remote(ret_bus, where->host);
        if (where->machine)
                return sd_bus_open_system_machine(ret_bus, where->machine);
        if (where->address)
                return open_address(where->address, ret_bus);
        return sd_bus_open_system(ret_bus);
}

bool connection_open(const Where *where, sd_bus **ret_bus) {
        int r;

        r = connection_try_open(where, ret_bus);
        if (r == -ENOMEM)
                complain_of_memory();
        else if (r < 0)
                failure_complain_unreachable(where);
        return r >= 0;
}

static int new_call(sd_bus *bus, const char *interface, const char *method, const char *types, va_list arguments,
                    sd_bus_message **ret_call) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;
        int r;

        r = sd_bus_message_new_method_call(bus, &call, PPC_COMPAT1_BUS_NAME, PPC_COMPAT1_OBJECT_PATH, interface,
                                           method);
        if (r < 0)
                return r;
        /* Who only looks must not change what runs. */
        r = sd_bus_message_set_auto_start(call, false);
        if (r < 0)
                return r;
        if (types) {
                r = sd_bus_message_appendv(call, types, arguments);
                if (r < 0)
                        return r;
        }

        *ret_call = call;
        call = NULL;
        return 0;
}

int connection_try_call(sd_bus *bus, uint64_t usec, const char *interface, const char *method,
                        sd_bus_message **ret_reply, const char *types, ...) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;
        va_list arguments;
        int r;

        va_start(arguments, types);
        r = new_call(bus, interface, method, types, arguments, &call);
        va_end(arguments);
        return r < 0 ? r : sd_bus_call(bus, call, usec, NULL, ret_reply);
}

bool connection_call(const Where *where, sd_bus *bus, const char *interface, const char *method,
                     sd_bus_message **ret_reply, const char *types, ...) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;
        CLEANUP(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
        va_list arguments;
        int r;

        va_start(arguments, types);
        r = new_call(bus, interface, method, types, arguments, &call);
        va_end(arguments);
        if (r >= 0)
                r = sd_bus_call(bus, call, 0, &error, ret_reply);
        if (r < 0)
                failure_complain(where, r, &error);
        return r >= 0;
}

static int on_early_answer(sd_bus_message *answer, void *userdata, sd_bus_error *error) {
        /* What it returns is the error's own number, or 0 for an answer that is none. */
        sd_bus_error_copy(userdata, sd_bus_message_get_error(answer));
        return 0;
}

/*
 * The daemon asks the bus who is calling, so this connection has to last until then. Messages are worked off in the
 * order in which they were sent: when a second one is answered, the first has been looked at.
 */
static int wait_until_taken(sd_bus *bus, sd_bus_error *error) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *ping = NULL;
        int r;

        r = sd_bus_message_new_method_call(bus, &ping, PPC_COMPAT1_BUS_NAME, PPC_COMPAT1_OBJECT_PATH,
                                           "org.freedesktop.DBus.Peer", "Ping");
        if (r >= 0)
                r = sd_bus_message_set_auto_start(ping, false);
        if (r >= 0)
                r = sd_bus_call(bus, ping, TAKEN_USEC, error, NULL);
        return r;
}

bool connection_start(const Where *where, sd_bus *bus, const char *interface, const char *method, const char *types,
                      ...) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;
        CLEANUP(sd_bus_slot_unrefp) sd_bus_slot *slot = NULL;
        CLEANUP(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL, refusal = SD_BUS_ERROR_NULL;
        va_list arguments;
        int r;

        va_start(arguments, types);
        r = new_call(bus, interface, method, types, arguments, &call);
        va_end(arguments);
        if (r >= 0)
                r = sd_bus_call_async(bus, &slot, call, on_early_answer, &refusal, 0);
        if (r >= 0)
                r = wait_until_taken(bus, &error);
        /* An answer that came before that of the ping is still in the queue. */
        while (r >= 0 && (r = sd_bus_process(bus, NULL)) > 0)
                ;
        if (r >= 0 && sd_bus_error_is_set(&refusal))
                r = -EACCES;
        if (r < 0)
                failure_complain(where, r, sd_bus_error_is_set(&refusal) ? &refusal : &error);
        return r >= 0;
}

bool connection_has_daemon(const Where *where, sd_bus *bus, bool *ret_failed) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
        CLEANUP(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
        int r, owned = 0;

        r = sd_bus_call_method(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                               "NameHasOwner", &error, &reply, "s", PPC_COMPAT1_BUS_NAME);
        if (r >= 0)
                r = sd_bus_message_read(reply, "b", &owned);
        if (r < 0)
                failure_complain(where, r, &error);
        *ret_failed = r < 0;
        return r >= 0 && owned;
}
