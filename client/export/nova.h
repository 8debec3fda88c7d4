/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host as traits of its provider, in a file that the compute of OpenStack's Nova reads. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "host.h"

/* A Format. */
bool nova_write(FILE *stream, const Host *host);
