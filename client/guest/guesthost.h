/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a host says of itself, as plain values, as far as it decides about guests. 0 is unknown everywhere. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "machineoption.h"

/* How KVM runs guests there. */
typedef enum GuestApi {
        GUEST_API_UNKNOWN, /* in a guest of an unknown hypervisor */
        GUEST_API_NONE,    /* there is no KVM */
        GUEST_API_V1,      /* in a guest of KVM */
        GUEST_API_V2,      /* in a partition of PowerVM */
        GUEST_API_HV,      /* on bare metal */
        GUEST_API_PR,
} GuestApi;

typedef struct GuestHost {
        unsigned modes; /* that guests can use, as bits of generations; with power8 where a trial guest ran in it */
        bool trial;     /* trial guests ran there, so that no power8 among the modes means that there is none */
        unsigned kvm_newest; /* the newest mode that its KVM itself offers, as a generation */
        unsigned mode;       /* its own, as a generation */
        unsigned processor;  /* generation of the silicon */
        uint32_t pvr;        /* of the silicon */
        GuestApi api;
        MachineOptions options;         /* that a machine needs to start with KVM there */
        unsigned kernel, qemu, libvirt; /* versions, as in generation.h */
} GuestHost;

/* From the properties Platform and Reason. */
GuestApi guesthost_api(const char *platform, const char *reason);

/* Adds a mode by its word; an unknown one is ignored, as the bus interface wants it. */
void guesthost_add_mode(GuestHost *host, const char *mode);

/* The newest mode of a KernelMask, as a generation. */
unsigned guesthost_newest_of_mask(uint64_t mask);

/* Does no QEMU before 11.2 know its processor? Newer ones may. */
bool guesthost_has_unknown_silicon(const GuestHost *host);

/* Has KVM there no hash MMU to give, since its host is a guest itself? */
bool guesthost_is_nested(const GuestHost *host);

/* The newest mode that all of the hosts give, within the bounds (0: none); 0 if there is none. */
unsigned guesthosts_common_mode(const GuestHost *const *hosts, unsigned count, unsigned oldest, unsigned newest);
