/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A flattened device tree in memory, owned by whoever holds the Blob. */
#pragma once

#include <stddef.h>
#include <stdlib.h>

typedef struct Blob {
        void *data;
        size_t size;
} Blob;

static inline void blob_done(Blob *blob) {
        free(blob->data);
        *blob = (Blob){0};
}
