/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The daemon's description in JSON, for describe and for status --json. */
#pragma once

#include "options.h"

/* The exit status. */
int describe_as(const Options *options, JsonMode mode);
