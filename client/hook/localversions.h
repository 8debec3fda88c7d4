/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The versions of what starts the guest here, where they can be known without asking libvirt, which waits for the
 * hook, and without running anything: before libvirt calls a hook it has noted in its cache what the emulator is.
 */
#pragma once

#include <stdint.h>

#include "guesthost.h"

/* home is that of who runs libvirt; NULL for root's. What cannot be found out stays 0, unknown. */
void localversions_find(const char *home, const char *emulator, uint64_t deadline, GuestHost *host);
