/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The formats that a host can be exported in: each is a file of its own, and a row in formats.c. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "host.h"

/*
 * NULL for a host whose daemon does not answer. False if memory is short, with a part of the text written or none.
 * Whether all could be written is for the stream to say.
 */
typedef bool (*Format)(FILE *stream, const Host *host);

/* NULL for a name that is not known here. */
Format format_find(const char *name);
