/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "failure.h"
#include "macros.h"
#include "message.h"
#include "ppc-compat1.h"
#include "text.h"

#define TRY_USEC UINT64_C(2000000)

/* The one list of what is read, and where it goes. */
static const struct {
        const char *name;
        const char *type;
        size_t offset;
} properties[] = {
        {"CompatModes", "as", offsetof(Host, compat_modes)},
        {"RecommendedMode", "s", offsetof(Host, recommended_mode)},
        {"HostMode", "s", offsetof(Host, host_mode)},
        {"HostLogicalPVR", "u", offsetof(Host, host_logical_pvr)},
        {"ProcessorModel", "s", offsetof(Host, processor_model)},
        {"ProcessorPVR", "u", offsetof(Host, processor_pvr)},
        {"Platform", "s", offsetof(Host, platform)},
        {"State", "s", offsetof(Host, state)},
        {"Reason", "s", offsetof(Host, reason)},
        {"Source", "s", offsetof(Host, source)},
        {"Generation", "t", offsetof(Host, generation)},
        {"LastTrigger", "s", offsetof(Host, last_trigger)},
        {"Version", "s", offsetof(Host, version)},
        {"LastChangeTimestamp", "t", offsetof(Host, last_change)},
};

void host_clear(Host *host) {
        for (size_t i = 0; i < ELEMENTS(properties); i++) {
                void *field = (char *)host + properties[i].offset;

                if (strcmp(properties[i].type, "s") == 0)
                        free(*(char **)field);
                else if (strcmp(properties[i].type, "as") == 0)
                        texts_free(*(char ***)field);
        }
        memset(host, 0, sizeof *host);
}

static int read_value(sd_bus_message *message, const char *type, void *field) {
        int r;

        r = sd_bus_message_enter_container(message, 'v', type);
        if (r <= 0)
                return r < 0 ? r : -EBADMSG;
        if (strcmp(type, "as") == 0)
                r = message_read_texts(message, field);
        else if (strcmp(type, "s") == 0)
                r = message_read_text(message, field);
        else
                r = sd_bus_message_read_basic(message, type[0], field);
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

/* Reads or skips one value; the bit of the property is set in *seen. */
static int read_property(sd_bus_message *message, const char *name, Host *host, unsigned *seen) {
        for (size_t i = 0; i < ELEMENTS(properties); i++)
                if (strcmp(properties[i].name, name) == 0) {
                        *seen |= 1U << i;
                        return read_value(message, properties[i].type, (char *)host + properties[i].offset);
                }
        return sd_bus_message_skip(message, "v");
}

int host_read(sd_bus_message *message, bool complete, Host *host) {
        unsigned seen = 0;
        int r;

        r = sd_bus_message_enter_container(message, 'a', "{sv}");
        if (r < 0)
                return r;
        while ((r = sd_bus_message_enter_container(message, 'e', "sv")) > 0) {
                const char *name;

                r = sd_bus_message_read_basic(message, 's', &name);
                if (r >= 0)
                        r = read_property(message, name, host, &seen);
                if (r >= 0)
                        r = sd_bus_message_exit_container(message);
                if (r < 0)
                        return r;
        }
        if (r < 0)
                return r;
        if (complete && seen != (1U << ELEMENTS(properties)) - 1)
                return -EBADMSG;
        return sd_bus_message_exit_container(message);
}

bool host_get(const Where *where, sd_bus *bus, Host *ret_host) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;

        *ret_host = (Host){0};
        if (!connection_call(where, bus, "org.freedesktop.DBus.Properties", "GetAll", &reply, "s",
                             PPC_COMPAT1_INTERFACE))
                return false;
        if (host_read(reply, true, ret_host) < 0) {
                failure_complain_garbled();
                return false;
        }
        return true;
}

bool host_fetch(const Where *where, Host *ret_host) {
        CLEANUP(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;

        *ret_host = (Host){0};
        return connection_open(where, &bus) && host_get(where, bus, ret_host);
}

bool host_try_get(sd_bus *bus, Host *ret_host) {
        CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;

        *ret_host = (Host){0};
        return connection_try_call(bus, TRY_USEC, "org.freedesktop.DBus.Properties", "GetAll", &reply, "s",
                                   PPC_COMPAT1_INTERFACE) >= 0 &&
               host_read(reply, true, ret_host) >= 0;
}

bool host_try_fetch(const Where *where, Host *ret_host) {
        CLEANUP(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;

        *ret_host = (Host){0};
        return connection_try_open(where, &bus) >= 0 && host_try_get(bus, ret_host);
}
