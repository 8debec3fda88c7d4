/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sd_bus_open_*() returns before the bus has answered, and every call after it would first wait for that as long as
 * sd-bus likes (90 s). So the wait for it is here, and a connection that is handed out is ready: from then on
 * sd_bus_call() keeps the time that it is given.
 */
#include "connection.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>

#include "buserror.h"
#include "deadline.h"
#include "macros.h"
#include "ppc-compat1.h"

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

        *ret_bus = TAKE_PTR(bus);
        return 0;
}

static int start_connecting(const Where *where, sd_bus **ret_bus) {
        if (where->host)
                return sd_bus_open_system_remote(ret_bus, where->host);
        if (where->machine)
                return sd_bus_open_system_machine(ret_bus, where->machine);
        if (where->address)
                return open_address(where->address, ret_bus);
        return sd_bus_open_system(ret_bus);
}

static int wait_until_ready(sd_bus *bus, uint64_t deadline) {
        int r;

        while ((r = sd_bus_is_ready(bus)) == 0) {
                uint64_t left = deadline_left(deadline);

                if (left == 0)
                        return -ETIMEDOUT;
                r = sd_bus_process(bus, NULL);
                if (r == 0)
                        r = sd_bus_wait(bus, left);
                if (r < 0 && r != -EINTR)
                        return r;
        }
        return r;
}

int connection_open(const Where *where, uint64_t deadline, Failure *failure, sd_bus **ret_bus) {
        CLEANUP(sd_bus_close_unrefp) sd_bus *bus = NULL;
        int r;

        r = start_connecting(where, &bus);
        if (r >= 0)
                r = wait_until_ready(bus, deadline);
        if (r < 0)
                return failure_set(failure, r, r == -ENOMEM ? FAILURE_MEMORY : FAILURE_UNREACHABLE, NULL);

        *ret_bus = TAKE_PTR(bus);
        return 0;
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

        *ret_call = TAKE_PTR(call);
        return 0;
}

/* sd_bus_call() takes 0 for its own default. */
static int call_until(sd_bus *bus, sd_bus_message *call, uint64_t deadline, sd_bus_error *error,
                      sd_bus_message **ret_reply) {
        uint64_t left = deadline_left(deadline);

        return left == 0 ? -ETIMEDOUT : sd_bus_call(bus, call, left, error, ret_reply);
}

int connection_call(sd_bus *bus, uint64_t deadline, Failure *failure, const char *interface, const char *method,
                    sd_bus_message **ret_reply, const char *types, ...) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;
        CLEANUP(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
        va_list arguments;
        int r;

        va_start(arguments, types);
        r = new_call(bus, interface, method, types, arguments, &call);
        va_end(arguments);
        if (r >= 0)
                r = call_until(bus, call, deadline, &error, ret_reply);
        return r < 0 ? bus_error_note(failure, r, &error) : 0;
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
static int wait_until_taken(sd_bus *bus, uint64_t deadline, sd_bus_error *error) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *ping = NULL;
        int r;

        r = sd_bus_message_new_method_call(bus, &ping, PPC_COMPAT1_BUS_NAME, PPC_COMPAT1_OBJECT_PATH,
                                           "org.freedesktop.DBus.Peer", "Ping");
        if (r >= 0)
                r = sd_bus_message_set_auto_start(ping, false);
        return r < 0 ? r : call_until(bus, ping, deadline, error, NULL);
}

int connection_start(sd_bus *bus, uint64_t deadline, Failure *failure, const char *interface, const char *method,
                     const char *types, ...) {
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
                r = wait_until_taken(bus, deadline, &error);
        /* An answer that came before that of the ping is still in the queue. */
        while (r >= 0 && (r = sd_bus_process(bus, NULL)) > 0)
                ;
        if (r >= 0 && sd_bus_error_is_set(&refusal))
                r = -EACCES;
        return r < 0 ? bus_error_note(failure, r, sd_bus_error_is_set(&refusal) ? &refusal : &error) : 0;
}

/* Calls a method of the bus itself. */
static int call_bus(sd_bus *bus, uint64_t deadline, Failure *failure, const char *method, sd_bus_message **ret_reply,
                    const char *types, ...) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;
        CLEANUP(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
        va_list arguments;
        int r;

        r = sd_bus_message_new_method_call(bus, &call, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                           "org.freedesktop.DBus", method);
        va_start(arguments, types);
        if (r >= 0)
                r = sd_bus_message_appendv(call, types, arguments);
        va_end(arguments);
        if (r >= 0)
                r = call_until(bus, call, deadline, &error, ret_reply);
        return r < 0 ? bus_error_note(failure, r, &error) : 0;
}

int connection_has_daemon(sd_bus *bus, uint64_t deadline, Failure *failure) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
        int r, owned = 0;

        r = call_bus(bus, deadline, failure, "NameHasOwner", &reply, "s", PPC_COMPAT1_BUS_NAME);
        if (r < 0)
                return r;
        r = sd_bus_message_read(reply, "b", &owned);
        return r < 0 ? bus_error_note(failure, r, NULL) : owned;
}

int connection_wake_daemon(sd_bus *bus, uint64_t deadline, Failure *failure) {
        return call_bus(bus, deadline, failure, "StartServiceByName", NULL, "su", PPC_COMPAT1_BUS_NAME, 0U);
}
