/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "failure.h"

#include <errno.h>
#include <string.h>

#include "complain.h"
#include "macros.h"
#include "text.h"

typedef enum Kind {
        KIND_OTHER, /* the daemon's own words tell more than ours could */
        KIND_ABSENT,
        KIND_DENIED,
        KIND_SILENT,
        KIND_GARBLED,
        KIND_UNREACHABLE,
} Kind;

void failure_complain_unreachable(const Where *where) {
        if (where->host)
                complain("cannot reach the system bus of %s; see whether 'ssh %s systemd-stdio-bridge --help' works",
                         where->host, where->host);
        else if (where->machine)
                complain("cannot reach the system bus of container %s; see whether 'machinectl' lists it",
                         where->machine);
        else if (where->address)
                complain("cannot reach the bus at %s; see whether it is running", where->address);
        else
                complain("cannot reach the system bus; see 'systemctl status dbus'");
}

void failure_complain_absent(const Where *where) {
        if (where->host)
                complain("ppc-compatd is not running on %s; start it with 'systemctl -H %s start ppc-compatd'",
                         where->host, where->host);
        else if (where->machine)
                complain("ppc-compatd is not running in %s; start it with 'systemctl -M %s start ppc-compatd'",
                         where->machine, where->machine);
        else if (where->address)
                complain("ppc-compatd is not running on this bus; start it with 'ppc-compatd --address %s'",
                         where->address);
        else
                complain("ppc-compatd is not running; start it with 'systemctl start ppc-compatd'");
}

void failure_complain_garbled(void) {
        complain("ppc-compatd gave an answer that is not understood; see that both are of the same version");
}

static Kind kind_of_result(int result) {
        switch (-result) {
        case ETIMEDOUT:
                return KIND_SILENT;
        case EBADMSG:
                return KIND_GARBLED;
        default:
                return KIND_UNREACHABLE;
        }
}

/* sd-bus gives its own failures such names as well: those of a lost connection, and System.Error. for the rest. */
static Kind kind_of_error(const sd_bus_error *error, int result) {
        static const struct {
                const char *name;
                Kind kind;
        } kinds[] = {
                {SD_BUS_ERROR_SERVICE_UNKNOWN, KIND_ABSENT},
                {SD_BUS_ERROR_NAME_HAS_NO_OWNER, KIND_ABSENT},
                {SD_BUS_ERROR_ACCESS_DENIED, KIND_DENIED},
                {SD_BUS_ERROR_AUTH_FAILED, KIND_DENIED},
                {SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED, KIND_DENIED},
                {SD_BUS_ERROR_NO_REPLY, KIND_SILENT},
                {SD_BUS_ERROR_TIMEOUT, KIND_SILENT},
                {SD_BUS_ERROR_UNKNOWN_OBJECT, KIND_GARBLED},
                {SD_BUS_ERROR_UNKNOWN_INTERFACE, KIND_GARBLED},
                {SD_BUS_ERROR_UNKNOWN_METHOD, KIND_GARBLED},
                {SD_BUS_ERROR_UNKNOWN_PROPERTY, KIND_GARBLED},
                {SD_BUS_ERROR_INVALID_ARGS, KIND_GARBLED},
                {SD_BUS_ERROR_INVALID_SIGNATURE, KIND_GARBLED},
                {SD_BUS_ERROR_INCONSISTENT_MESSAGE, KIND_GARBLED},
                {SD_BUS_ERROR_DISCONNECTED, KIND_UNREACHABLE},
                {SD_BUS_ERROR_NO_SERVER, KIND_UNREACHABLE},
                {SD_BUS_ERROR_NO_NETWORK, KIND_UNREACHABLE},
                {SD_BUS_ERROR_BAD_ADDRESS, KIND_UNREACHABLE},
                {SD_BUS_ERROR_IO_ERROR, KIND_UNREACHABLE},
                {SD_BUS_ERROR_FILE_NOT_FOUND, KIND_UNREACHABLE},
        };

        if (!sd_bus_error_is_set(error) || strncmp(error->name, "System.Error.", strlen("System.Error.")) == 0)
                return kind_of_result(result);
        for (size_t i = 0; i < ELEMENTS(kinds); i++)
                if (strcmp(kinds[i].name, error->name) == 0)
                        return kinds[i].kind;
        return KIND_OTHER;
}

static void complain_in_its_words(const sd_bus_error *error) {
        CLEANUP(freep) char *words = strdup(error->message ? error->message : error->name);

        if (!words) {
                complain_of_memory();
                return;
        }
        text_clean(words);
        complain("ppc-compatd says: %s", words);
}

void failure_complain(const Where *where, int result, const sd_bus_error *error) {
        if (result == -ENOMEM) {
                complain_of_memory();
                return;
        }
        switch (kind_of_error(error, result)) {
        case KIND_ABSENT:
                failure_complain_absent(where);
                break;
        case KIND_DENIED:
                complain("this is not permitted to you; try again as root");
                break;
        case KIND_SILENT:
                complain("ppc-compatd did not answer; see 'systemctl status ppc-compatd'");
                break;
        case KIND_GARBLED:
                failure_complain_garbled();
                break;
        case KIND_UNREACHABLE:
                failure_complain_unreachable(where);
                break;
        case KIND_OTHER:
                complain_in_its_words(error);
                break;
        }
}
