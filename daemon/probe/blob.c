/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Why not fdt_check_full() alone: that of libfdt 1.6 adds lengths up in an int, so that a property can end where it
 * begins; it looks for the end of a name without a bound, and does not ask for a root at the beginning.
 */
#include "blob.h"

#include <libfdt.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* A walk over the structure block, token by token. */
typedef struct Walk {
        const char *tokens, *names; /* the structure block and the strings block */
        size_t tokens_size, names_size;
        size_t at; /* in the structure block */
        unsigned depth, nodes;
} Walk;

/* The formats before 17 do not have the size of their structure block. */
static bool walk_begin(const Blob *blob, Walk *ret_walk) {
        size_t tokens = fdt_off_dt_struct(blob->data), tokens_size = fdt_size_dt_struct(blob->data);
        size_t names = fdt_off_dt_strings(blob->data), names_size = fdt_size_dt_strings(blob->data);

        if (fdt_version(blob->data) < 17 || tokens % FDT_TAGSIZE != 0 || tokens > blob->size ||
            tokens_size > blob->size - tokens || names > blob->size || names_size > blob->size - names)
                return false;
        *ret_walk = (Walk){
                .tokens = (const char *)blob->data + tokens,
                .tokens_size = tokens_size,
                .names = (const char *)blob->data + names,
                .names_size = names_size,
        };
        return true;
}

static bool walk_skip(Walk *walk, size_t size) {
        size_t aligned = (size + FDT_TAGSIZE - 1) & ~(size_t)(FDT_TAGSIZE - 1);

        if (aligned > walk->tokens_size - walk->at)
                return false;
        walk->at += aligned;
        return true;
}

static bool walk_take(Walk *walk, uint32_t *ret_cell) {
        const char *cell = walk->tokens + walk->at;

        if (!walk_skip(walk, FDT_TAGSIZE))
                return false;
        *ret_cell = fdt32_ld((const fdt32_t *)cell);
        return true;
}

/* The length of a name with its end, 0 if it has none within bounds. */
static size_t name_size(const char *block, size_t block_size, size_t at) {
        size_t room = at < block_size ? block_size - at : 0;
        const char *end = room > 0 ? memchr(block + at, '\0', room < BLOB_NAME_MAX ? room : BLOB_NAME_MAX) : NULL;

        return end ? (size_t)(end - (block + at)) + 1 : 0;
}

static bool walk_node(Walk *walk) {
        size_t size = name_size(walk->tokens, walk->tokens_size, walk->at);

        return size > 0 && walk_skip(walk, size) && ++walk->depth <= BLOB_DEPTH_MAX &&
               ++walk->nodes <= BLOB_NODES_MAX;
}

static bool walk_property(Walk *walk) {
        uint32_t size, name;

        return walk_take(walk, &size) && walk_take(walk, &name) &&
               name_size(walk->names, walk->names_size, name) > 0 && walk_skip(walk, size);
}

static bool walk_whole(Walk *walk) {
        uint32_t token;

        if (!walk_take(walk, &token) || token != FDT_BEGIN_NODE || !walk_node(walk))
                return false;
        while (walk->depth > 0) {
                if (!walk_take(walk, &token))
                        return false;
                if (token == FDT_END_NODE)
                        walk->depth--;
                else if (token == FDT_BEGIN_NODE ? !walk_node(walk)
                         : token == FDT_PROP     ? !walk_property(walk)
                                                 : token != FDT_NOP)
                        return false;
        }
        return walk_take(walk, &token) && token == FDT_END;
}

const char *blob_find_problem(const Blob *blob) {
        Walk walk;

        if (blob->size < sizeof(struct fdt_header) || fdt_magic(blob->data) != FDT_MAGIC)
                return "is not a flattened device tree; make one with 'ppc-compatd --capture FILE' or dtc";
        if (fdt_totalsize(blob->data) != blob->size)
                return "is longer or shorter than its header says; copy it again";
        if (!walk_begin(blob, &walk) || !walk_whole(&walk) || fdt_check_full(blob->data, blob->size) != 0)
                return "is a damaged flattened device tree, or has more nodes than any host; capture it again";
        return NULL;
}
