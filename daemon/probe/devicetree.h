/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reads the facts out of a flattened device tree: the one parser, whatever the blob was made of (the live tree, a
 * capture, a fuzzer's bytes).
 */
#pragma once

#include "blob.h"
#include "facts.h"

/* The node that a capture adds to the tree of its host. */
#define DEVICETREE_CAPTURE_NODE "ppc-compat-capture"

/*
 * Whether the blob can be read safely and in one way only. NULL if it can, else a static text of what is wrong, to
 * follow the file's name. What was packed by livetree.h needs no such look.
 */
const char *devicetree_find_problem(const Blob *blob);

/* The facts of a blob without a problem. Whatever it lacks is absent in the facts, never an error. */
void devicetree_parse(const Blob *blob, TreeFacts *ret_tree);

/* The offset of the root's child of exactly this name, or a negative libfdt error. */
int devicetree_find_child(const void *fdt, const char *name);
