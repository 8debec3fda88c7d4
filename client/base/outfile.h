/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file that others read at any moment. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Puts the text in place of the file at once, readable by all. Until then it has a name beside it that starts with a
 * dot and has another ending, which node_exporter, Node Feature Discovery and Ansible pass over. Where that fails it
 * complains, and the file is gone: what it said may not hold any more.
 */
bool outfile_replace(const char *path, const char *text, size_t size);

/* Harmless where there is no file. */
void outfile_remove(const char *path);
