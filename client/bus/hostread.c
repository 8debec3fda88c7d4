/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hostread.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "buserror.h"
#include "busstrings.h"
#include "connection.h"
#include "macros.h"
#include "ppc-compat1.h"

static int read_value(sd_bus_message *message, const char *type, void *field) {
        int r;

        r = sd_bus_message_enter_container(message, 'v', type);
        if (r <= 0)
                return r < 0 ? r : -EBADMSG;
        if (strcmp(type, "as") == 0)
                r = bus_strings_read(message, field);
        else if (strcmp(type, "a{ss}") == 0)
                r = bus_pairs_read(message, field);
        else if (strcmp(type, "s") == 0)
                r = bus_string_read(message, field);
        else
                r = sd_bus_message_read_basic(message, type[0], field);
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

/* Reads or skips one entry; the bit of the property is set in *seen. */
static int read_property(sd_bus_message *message, Host *host, HostProperties *seen) {
        const char *name;
        size_t property;
        int r;

        r = sd_bus_message_read_basic(message, 's', &name);
        if (r < 0)
                return r;
        property = host_property_find(name);
        if (property == HOST_PROPERTY_COUNT)
                return sd_bus_message_skip(message, "v");
        *seen |= (HostProperties)1 << property;
        return read_value(message, host_properties[property].type, host_field(host, property));
}

/* The host is to be cleared in either case. */
static int read_properties(sd_bus_message *message, Host *host, HostProperties *seen) {
        int r;

        r = sd_bus_message_enter_container(message, 'a', "{sv}");
        if (r < 0)
                return r;
        while ((r = sd_bus_message_enter_container(message, 'e', "sv")) > 0) {
                r = read_property(message, host, seen);
                if (r >= 0)
                        r = sd_bus_message_exit_container(message);
                if (r < 0)
                        return r;
        }
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

int host_read(sd_bus_message *message, Host *ret_host) {
        CLEANUP(host_clear) Host host = {0};
        HostProperties seen = 0;
        int r;

        r = read_properties(message, &host, &seen);
        if (r < 0)
                return r;
        if (!host_is_complete(seen))
                return -EBADMSG;
        *ret_host = host;
        host = (Host){0};
        return 0;
}

int host_update(sd_bus_message *message, Host *host) {
        CLEANUP(host_clear) Host news = {0};
        HostProperties seen = 0;
        int r;

        r = read_properties(message, &news, &seen);
        if (r < 0)
                return r;
        if (news.generation <= host->generation)
                return 0;
        host_exchange(host, &news, seen);
        return 1;
}

int host_get(sd_bus *bus, uint64_t deadline, Failure *failure, Host *ret_host) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
        int r;

        r = connection_call(bus, deadline, failure, "org.freedesktop.DBus.Properties", "GetAll", &reply, "s",
                            PPC_COMPAT1_INTERFACE);
        if (r < 0)
                return r;
        r = host_read(reply, ret_host);
        return r < 0 ? bus_error_note(failure, r == -ENOMEM ? r : -EBADMSG, NULL) : 0;
}

int host_fetch(const Where *where, uint64_t deadline, Failure *failure, Host *ret_host) {
        CLEANUP(sd_bus_close_unrefp) sd_bus *bus = NULL;
        int r;

        r = connection_open(where, deadline, failure, &bus);
        return r < 0 ? r : host_get(bus, deadline, failure, ret_host);
}

int host_describe(const Where *where, uint64_t deadline, Failure *failure, char **ret_text) {
        CLEANUP(sd_bus_close_unrefp) sd_bus *bus = NULL;
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
        const char *text;
        int r;

        r = connection_open(where, deadline, failure, &bus);
        if (r >= 0)
                r = connection_call(bus, deadline, failure, PPC_COMPAT1_INTERFACE, "Describe", &reply, NULL);
        if (r < 0)
                return r;
        if (sd_bus_message_read(reply, "s", &text) < 0)
                return bus_error_note(failure, -EBADMSG, NULL);
        *ret_text = strdup(text);
        return *ret_text ? 0 : bus_error_note(failure, -ENOMEM, NULL);
}
