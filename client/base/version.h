/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Versions of programs, as "10", "8.1" or "11.3.0" name them; what follows the second number does not count here. */
#pragma once

#include <stdbool.h>

typedef unsigned Version;

#define VERSION_OF(major, minor) ((major)*1000U + (minor))
#define VERSION_MAJOR(version) ((version) / 1000U)
#define VERSION_MINOR(version) ((version) % 1000U)

/* Newer than each that has a number. */
#define VERSION_NEWEST (~0U)

/* False for all but numbers with a dot between them. */
bool version_parse(const char *text, Version *ret_version);
