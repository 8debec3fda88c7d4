/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the daemon says of a host, as far as it decides about guests. */
#pragma once

#include "guesthost.h"
#include "host.h"

/* Versions are not among what the daemon says, so they are unknown. */
GuestHost guesthost_from_host(const Host *host);

/* The version of this machine's Linux; 0 if it is not POWER, and only replays another host. */
unsigned guesthost_local_kernel(void);
