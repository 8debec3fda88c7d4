/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host in Prometheus' text format. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "host.h"

/* A Format. */
bool prometheus_write(FILE *stream, const Host *host);
