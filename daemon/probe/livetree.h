/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Packs what matters of a live device tree (a directory of files, as in /sys/firmware/devicetree/base) into a
 * flattened one. Values that identify a machine or a partition are not read, only that they are there.
 */
#pragma once

#include "blob.h"

/* No true property is longer than this. */
#define LIVETREE_PROPERTY_MAX 65536

/*
 * Packs the tree below a directory. What cannot be read as a plain file, or is longer than any true value, becomes an
 * empty property, which the parser takes as malformed; links are never followed below the directory, which itself may
 * be one. A directory that is not there makes an empty tree. 0, or a negative errno where memory or descriptors ran
 * out.
 */
int livetree_pack(const char *directory, Blob *ret_blob);
