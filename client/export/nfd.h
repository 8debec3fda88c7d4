/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host as labels of its node, in a feature file of Kubernetes' Node Feature Discovery. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "host.h"

/* A Format. */
bool nfd_write(FILE *stream, const Host *host);
