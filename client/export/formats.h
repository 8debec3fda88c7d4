/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The formats that a host can be exported in: each is a file of its own, and a row in formats.c. */
#pragma once

#include <stdio.h>

#include "host.h"

/* NULL for a host whose daemon does not answer. */
typedef void (*Format)(FILE *stream, const Host *host);

/* NULL for a name that is not known here. */
Format format_find(const char *name);
