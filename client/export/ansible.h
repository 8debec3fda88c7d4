/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host as a local fact of Ansible. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "host.h"

/* A Format. */
bool ansible_write(FILE *stream, const Host *host);
