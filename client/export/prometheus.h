/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host in Prometheus' text format. */
#pragma once

#include <stdio.h>

#include "host.h"

/* NULL for a host whose daemon does not answer. */
void prometheus_write(FILE *stream, const Host *host);
