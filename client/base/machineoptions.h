/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of QEMU's pseries machine, in lists of "name=value". */
#pragma once

#include <stdbool.h>

/* Whether each is a word that can be pasted into a shell or into XML. */
bool machine_options_are_words(char *const *options);

/*
 * Adds those that are missing. If both lists have an option the lower level is taken, which each host has. False
 * when memory is short.
 */
bool machine_options_merge(char ***options, char *const *more);
