/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of a guest's operating system that its domain names in libosinfo's way. */
#pragma once

typedef struct GuestSystem {
        const char *id;  /* how its identifier begins */
        unsigned oldest; /* it is compiled for this generation: on an older one its first programs die; 0 any */
        unsigned newest; /* the newest mode that its kernel knows; 0 if that is not known */
} GuestSystem;

/* NULL if nothing is known of it. */
const GuestSystem *guestsystem_find(const char *id);
