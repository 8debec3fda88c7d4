/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes a Failure of what a call over the bus came to. */
#pragma once

#include <systemd/sd-bus.h>

#include "failure.h"

/* The negative errno of a call that failed comes back; the error is that of sd_bus_call(), unset or NULL. */
int bus_error_note(Failure *failure, int result, const sd_bus_error *error);
