/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A flattened device tree in memory, owned by the holder of the Blob. */
#pragma once

#include <stddef.h>
#include <stdlib.h>

typedef struct Blob {
        void *data;
        size_t size;
} Blob;

/* A tree may have this many nodes, of this depth, and a name this many bytes; no host comes near. */
#define BLOB_NODES_MAX 16384
#define BLOB_DEPTH_MAX 64
#define BLOB_NAME_MAX 256

/* NULL if libfdt can read the blob safely, else a static text of what is wrong, to follow the file's name. */
const char *blob_find_problem(const Blob *blob);

static inline void blob_done(Blob *blob) {
        free(blob->data);
        *blob = (Blob){0};
}
