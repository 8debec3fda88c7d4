/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "buserror.h"

#include <errno.h>
#include <string.h>

#include "macros.h"

static FailureKind kind_of_result(int result) {
        switch (-result) {
        case ENOMEM:
                return FAILURE_MEMORY;
        case ETIMEDOUT:
                return FAILURE_SILENT;
        case EBADMSG:
                return FAILURE_GARBLED;
        default:
                return FAILURE_UNREACHABLE;
        }
}

/* sd-bus gives its own failures such names as well: those of a lost connection, and System.Error. for the rest. */
static FailureKind kind_of_error(const sd_bus_error *error, int result) {
        static const struct {
                const char *name;
                FailureKind kind;
        } kinds[] = {
                {SD_BUS_ERROR_SERVICE_UNKNOWN, FAILURE_ABSENT},
                {SD_BUS_ERROR_NAME_HAS_NO_OWNER, FAILURE_ABSENT},
                {SD_BUS_ERROR_ACCESS_DENIED, FAILURE_DENIED},
                {SD_BUS_ERROR_AUTH_FAILED, FAILURE_DENIED},
                {SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED, FAILURE_DENIED},
                {SD_BUS_ERROR_NO_REPLY, FAILURE_SILENT},
                {SD_BUS_ERROR_TIMEOUT, FAILURE_SILENT},
                {SD_BUS_ERROR_UNKNOWN_OBJECT, FAILURE_GARBLED},
                {SD_BUS_ERROR_UNKNOWN_INTERFACE, FAILURE_GARBLED},
                {SD_BUS_ERROR_UNKNOWN_METHOD, FAILURE_GARBLED},
                {SD_BUS_ERROR_UNKNOWN_PROPERTY, FAILURE_GARBLED},
                {SD_BUS_ERROR_INVALID_ARGS, FAILURE_GARBLED},
                {SD_BUS_ERROR_INVALID_SIGNATURE, FAILURE_GARBLED},
                {SD_BUS_ERROR_INCONSISTENT_MESSAGE, FAILURE_GARBLED},
                {SD_BUS_ERROR_DISCONNECTED, FAILURE_UNREACHABLE},
                {SD_BUS_ERROR_NO_SERVER, FAILURE_UNREACHABLE},
                {SD_BUS_ERROR_NO_NETWORK, FAILURE_UNREACHABLE},
                {SD_BUS_ERROR_BAD_ADDRESS, FAILURE_UNREACHABLE},
                {SD_BUS_ERROR_IO_ERROR, FAILURE_UNREACHABLE},
                {SD_BUS_ERROR_FILE_NOT_FOUND, FAILURE_UNREACHABLE},
        };

        if (result == -ENOMEM || !sd_bus_error_is_set(error) ||
            strncmp(error->name, "System.Error.", strlen("System.Error.")) == 0)
                return kind_of_result(result);
        for (size_t i = 0; i < ELEMENTS(kinds); i++)
                if (strcmp(kinds[i].name, error->name) == 0)
                        return kinds[i].kind;
        return FAILURE_REFUSED;
}

int bus_error_note(Failure *failure, int result, const sd_bus_error *error) {
        FailureKind kind = kind_of_error(error, result);
        const char *words = kind != FAILURE_REFUSED ? NULL : error->message ? error->message : error->name;

        return failure_set(failure, result, kind, words);
}
