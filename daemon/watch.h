/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hears of what may change the modes of a host's guests: CPUs that come and go, KVM's modules that are loaded and
 * unloaded. Knows nothing of what follows from it. Which events those are is said by the udev rules, by a tag, and
 * the kernel filters by it: no other event wakes the daemon.
 */
#pragma once

#include <stdint.h>
#include <systemd/sd-event.h>

typedef enum WatchEvent {
        WATCH_CPU,
        WATCH_KVM,
        WATCH_LOST, /* events came faster than they were read, and some are gone */
} WatchEvent;

/* seqnum: the kernel's number of the uevent; UINT64_MAX if it is not known. */
typedef void (*WatchHandler)(WatchEvent event, uint64_t seqnum, void *userdata);

typedef struct Watch Watch;

/* Keeps event, which must outlive it. 0 or a negative errno. */
int watch_new(sd_event *event, WatchHandler handler, void *userdata, Watch **ret_watch);

/* Takes NULL, returns NULL. */
Watch *watch_free(Watch *watch);
