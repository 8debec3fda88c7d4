/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The newest changes that the daemon remembers. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "failure.h"
#include "where.h"

/* Strings are printable ASCII; a list ends with NULL, or is NULL. */
typedef struct Change {
        uint64_t moment; /* microseconds of CLOCK_REALTIME */
        uint64_t generation;
        char **modes;
        char *trigger;
        char *reason;
} Change;

/* What the interface promises at most; what came after it would be older. */
#define CHANGES_MAX 64

typedef struct Changes {
        Change items[CHANGES_MAX]; /* newest first */
        size_t count;
} Changes;

int changes_fetch(const Where *where, uint64_t deadline, Failure *failure, Changes *ret_changes);

void changes_clear(Changes *changes);
