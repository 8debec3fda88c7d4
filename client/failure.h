/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can go wrong between here and the daemon, in words, with the next step. */
#pragma once

#include <systemd/sd-bus.h>

#include "where.h"

/* No connection to the bus, or no more. */
void failure_complain_unreachable(const Where *where);

/* No daemon on the bus. */
void failure_complain_absent(const Where *where);

/* An answer that is not what the interface says. */
void failure_complain_garbled(void);

/* A call that failed with that negative errno; the error is that of sd_bus_call(), which may be unset. */
void failure_complain(const Where *where, int result, const sd_bus_error *error);
