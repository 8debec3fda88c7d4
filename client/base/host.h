/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the daemon says of its host, as plain values, and the one table of what that is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The properties of org.ppc.Compat1 by their names. Strings are printable ASCII; lists end with NULL, or are NULL. */
typedef struct Host {
        char **compat_modes;
        char *recommended_mode;
        char *host_mode;
        char *processor_model;
        char *platform;
        char *state;
        char *reason;
        char *source;
        char *last_trigger;
        char *version;
        uint64_t generation;
        uint64_t last_change; /* microseconds of CLOCK_REALTIME, 0 for never */
        uint64_t kernel_mask; /* what KVM itself offers, 0 if it does not say */
        uint32_t host_logical_pvr;
        uint32_t processor_pvr;
        char **trial_modes;
        char **machine_options; /* each as "name=value" */
} Host;

/* Where a property goes in a Host. */
typedef struct HostProperty {
        const char *name;
        const char *type;  /* on the bus; s, as, a{ss}, u or t */
        size_t offset;     /* of a string, a list, a list, a uint32_t or a uint64_t */
        const char *since; /* the first version of the daemon that has it, else it stays empty; NULL if all have it */
} HostProperty;

#define HOST_PROPERTY_COUNT 17

extern const HostProperty host_properties[HOST_PROPERTY_COUNT];

/* A bit for each property, by its place in the table. */
typedef uint32_t HostProperties;

/* The property's place in the table; HOST_PROPERTY_COUNT for a name that is of no interest. */
size_t host_property_find(const char *name);

void *host_field(Host *host, size_t property);

/* Whether all that each daemon has is among these. */
bool host_is_complete(HostProperties seen);

/* Moves these properties from one host to the other; what they were goes the opposite way. */
void host_exchange(Host *host, Host *other, HostProperties which);

void host_clear(Host *host);
