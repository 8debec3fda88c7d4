/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host as a local fact of Ansible. */
#pragma once

#include <stdio.h>

#include "host.h"

/* NULL for a host whose daemon does not answer. */
void ansible_write(FILE *stream, const Host *host);
