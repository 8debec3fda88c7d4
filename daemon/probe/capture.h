/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A host in one file: the packed device tree with a node of what KVM said. The layout is in ppc-compatd(8); dtc turns
 * it into text and back.
 */
#pragma once

#include "blob.h"
#include "facts.h"

#define CAPTURE_FORMAT 1
#define CAPTURE_FILE_MAX (16L * 1024 * 1024)

/*
 * Reads a capture file into facts. NULL if that went well; else a static text of what is wrong, to follow the
 * file's name, and ret_facts is untouched.
 */
const char *capture_read(const char *path, Facts *ret_facts);

/* The same from memory. */
const char *capture_parse(const Blob *blob, Facts *ret_facts);

/* Adds the capture's node to a packed tree, which is replaced by a larger one. 0 or a negative errno. */
int capture_add(Blob *blob, const KvmAnswer *answer, uint32_t processor_pvr, const char *kernel_release);

/* Writes to a file as replacefile_write() does, "-" being the standard output. 0 or a negative errno. */
int capture_write(const char *path, const Blob *blob);
