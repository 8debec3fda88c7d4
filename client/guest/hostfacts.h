/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the daemon says of a host, as far as it decides about guests. */
#pragma once

#include "guesthost.h"
#include "host.h"

/* Versions are not among what the daemon says, so they are unknown. */
GuestHost guesthost_from_host(const Host *host);
