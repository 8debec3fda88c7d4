/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reports what may change the modes of a host's guests: CPUs that come and go, KVM's modules that are loaded and
 * unloaded. It does not know what follows from that. The udev rules put a tag on these events, and the kernel filters
 * by it: no other event wakes the daemon.
 */
#pragma once

#include <stdint.h>
#include <systemd/sd-event.h>

typedef enum UeventKind {
        UEVENT_CPU,
        UEVENT_KVM,
        UEVENT_LOST, /* events came faster than they were read, and some are gone */
} UeventKind;

/* seqnum: the kernel's number of the uevent; UINT64_MAX if it is not known. */
typedef void (*UeventHandler)(UeventKind event, uint64_t seqnum, void *userdata);

typedef struct Uevents Uevents;

/* Keeps event, which must outlive it. 0 or a negative errno. */
int uevents_new(sd_event *event, UeventHandler handler, void *userdata, Uevents **ret_uevents);

/* Takes NULL, returns NULL. */
Uevents *uevents_free(Uevents *uevents);
