/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Versions of programs, as "10", "8.1" or "11.3.0" name them; what follows the second number does not count here. */
#pragma once

typedef unsigned Version;

#define VERSION_OF(major, minor) ((major)*1000U + (minor))
#define VERSION_MAJOR(version) ((version) / 1000U)
#define VERSION_MINOR(version) ((version) % 1000U)

/* Newer than each that has a number. */
#define VERSION_NEWEST (~0U)

/*
 * The version that a text begins with: 7.3 of "7.3.0-rc1", 10.0 of "10.0.2 (Debian)", 11.0 of "11"; 0 if it begins
 * with none. *ret_rest, which may be NULL, is what follows its numbers, three at most; untouched without a text.
 */
Version version_from_text(const char *text, const char **ret_rest);
