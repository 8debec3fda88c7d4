/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host as labels of its node, in a feature file of Kubernetes' Node Feature Discovery. */
#pragma once

#include <stdio.h>

#include "host.h"

/* NULL for a host whose daemon does not answer. */
void nfd_write(FILE *stream, const Host *host);
