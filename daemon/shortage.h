/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory or descriptors have run out: a failure of this process, and not of what it works on. */
#pragma once

#include <stdbool.h>
#include <systemd/sd-event.h>

bool shortage_is(int error);

/* Says so and ends the event loop with EXIT_FAILURE: what it promises cannot be kept, and systemd starts it again. */
void shortage_end(sd_event *event, int error);
