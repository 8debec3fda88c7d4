/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "shortage.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "journal.h"

bool shortage_is(int error) {
        return error == -ENOMEM || error == -EMFILE || error == -ENFILE;
}

void shortage_end(sd_event *event, int error) {
        journal_write(LOG_ERR, "Out of memory or descriptors (%s); ending, to be started again.", strerror(-error));
        sd_event_exit(event, EXIT_FAILURE);
}
